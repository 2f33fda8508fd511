import OpsCore
import OpsMetrics

extension Setting {
    /// The upstream provider, the rules and the panes.
    static let work: [Setting] = upstream + panes

    private static let upstream: [Setting] = [
        Setting("UPSTREAM_URL", path: "upstream.url", show: { $0.upstream?.url ?? "" }) { configuration, text in
            let url = try text.webURL()
            try configuration.changeUpstream { $0.url = url }
        },
        Setting("UPSTREAM_NAME", path: "upstream.name", show: { $0.upstream?.name ?? "" }) { configuration, text in
            let name = try text.name()
            try configuration.changeUpstream { $0.name = name }
        },
        Setting("UPSTREAM_MODEL", path: "upstream.model", show: { $0.upstream?.model ?? "" }) {
            configuration, text in
            try configuration.changeUpstream { $0.model = text.text }
        },
        Setting(
            "UPSTREAM_CONNECT_TIMEOUT_SECONDS", path: "upstream.connect_timeout_seconds",
            show: { $0.upstream.map { seconds($0.connectTimeout) } ?? "" }
        ) { configuration, text in
            let limit = Duration.seconds(try text.whole(in: 1...60))
            try configuration.changeUpstream { $0.connectTimeout = limit }
        },
        Setting(
            "UPSTREAM_READ_TIMEOUT_SECONDS", path: "upstream.read_timeout_seconds",
            show: { $0.upstream.map { seconds($0.readTimeout) } ?? "" }
        ) { configuration, text in
            let limit = Duration.seconds(try text.whole(in: 1...300))
            try configuration.changeUpstream { $0.readTimeout = limit }
        },
    ]

    private static let panes: [Setting] = [
        Setting("RULE_FILES", path: "rule_files", show: { $0.ruleFiles.joined(separator: ",") }) {
            configuration, text in
            configuration.ruleFiles = text.list.map { SettingText(text: $0, directory: text.directory).path }
        },
        Setting(
            "RULES_FOR_OUTAGE_TOLERANCE_SECONDS", path: "rules.for_outage_tolerance_seconds",
            show: { seconds($0.forState.outageTolerance) }
        ) {
            $0.forState.outageTolerance = .seconds(try $1.whole(in: 0...86_400))
        },
        Setting(
            "RULES_FOR_GRACE_PERIOD_SECONDS", path: "rules.for_grace_period_seconds",
            show: { seconds($0.forState.gracePeriod) }
        ) {
            $0.forState.gracePeriod = .seconds(try $1.whole(in: 0...86_400))
        },
        Setting("SLO_FILE", path: "slo_file", show: { $0.objectiveFile ?? "" }) { $0.objectiveFile = $1.path },
        Setting("SCRAPE_FILE", path: "scrape_file", flag: "scrape-file", show: { $0.scrapeFile ?? "" }) {
            $0.scrapeFile = $1.path
        },
        Setting("PANES_WINDOW", path: "panes.window", show: { $0.panes.window }) {
            $0.panes.window = try $1.promDuration()
        },
        Setting("PANES_STEP_SECONDS", path: "panes.step_seconds", show: { String($0.panes.stepSeconds) }) {
            $0.panes.stepSeconds = Double(try $1.whole(in: 1...300))
        },
        Setting(
            "PANES_EVALUATION_SECONDS", path: "panes.evaluation_seconds",
            show: { String($0.panes.evaluationSeconds) }
        ) {
            $0.panes.evaluationSeconds = Double(try $1.whole(in: 1...300))
        },
    ]
}

extension ServerConfiguration {
    /// Changes the upstream's settings; the address comes first and makes them.
    fileprivate mutating func changeUpstream(_ change: (inout UpstreamSettings) -> Void) throws {
        var settings = upstream ?? UpstreamSettings(name: "upstream", url: "")
        change(&settings)
        guard !settings.url.isEmpty else { throw SettingError(expected: "UPSTREAM_URL to be set as well") }
        upstream = settings
    }
}
