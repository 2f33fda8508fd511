import OpsCore

extension Setting {
    /// An existing Prometheus that is asked in place of the embedded series. The address comes first and makes the rest.
    static let prometheus: [Setting] = [
        Setting("PROMETHEUS_URL", path: "prometheus_url", flag: "prometheus", show: { $0.prometheus?.url ?? "" }) {
            $0.prometheus = PrometheusSettings(url: try $1.prometheusURL())
        },
        Setting(
            "PROMETHEUS_TOKEN", path: "prometheus_token", secret: true,
            show: { $0.prometheus?.token?.reveal() ?? "" }
        ) { $0.prometheus?.token = Secret($1.text) },
        Setting("PROMETHEUS_USERNAME", path: "prometheus_username", show: { $0.prometheus?.username ?? "" }) {
            $0.prometheus?.username = $1.text
        },
        Setting(
            "PROMETHEUS_PASSWORD", path: "prometheus_password", secret: true,
            show: { $0.prometheus?.password?.reveal() ?? "" }
        ) { $0.prometheus?.password = Secret($1.text) },
        Setting("PROMETHEUS_CA_FILE", path: "prometheus_ca_file", show: { $0.prometheus?.caFile ?? "" }) {
            $0.prometheus?.caFile = $1.path
        },
        Setting(
            "PROMETHEUS_TIMEOUT_SECONDS", path: "prometheus_timeout_seconds",
            show: { $0.prometheus.map { seconds($0.timeout) } ?? "" }
        ) { $0.prometheus?.timeout = .seconds(try $1.whole(in: 1...60)) },
    ]
}
