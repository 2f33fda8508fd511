import OpsCore

/// An existing server that speaks Prometheus' query API: Prometheus, Thanos, Mimir, VictoriaMetrics (`PROMETHEUS_URL`).
public struct PrometheusSettings: Sendable {
    /// `http(s)://HOST[:PORT][/PATH]`, without a slash at its end and without credentials.
    public var url: String
    /// Sent as `Authorization: Bearer`.
    public var token: Secret?
    /// With ``password``: basic authentication.
    public var username: String?
    public var password: Secret?
    /// PEM: authorities to trust beside those of the system.
    public var caFile: String?
    /// How long one answer may take, to its last byte.
    public var timeout = Duration.seconds(5)
    /// Questions at a time.
    public var concurrency = 4

    public init(url: String) { self.url = url }

    /// True where whoever listens on the way could read the credentials.
    var sendsSecretsInTheClear: Bool {
        guard token != nil || password != nil, url.hasPrefix("http://") else { return false }
        let host = url.dropFirst("http://".count).prefix { $0 != "/" }
        return !["localhost", "127.0.0.1", "[::1]"].contains { host == $0 || host.hasPrefix($0 + ":") }
    }
}
