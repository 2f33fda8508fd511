import OpsCore

/// What the document says of each route of Prometheus' read API.
extension PrometheusEndpoint {
    /// The operation's name.
    var name: String {
        switch self {
        case .query: "query"
        case .queryRange: "queryRange"
        case .labels: "labelNames"
        case .labelValues: "labelValues"
        case .series: "series"
        case .metadata: "metricMetadata"
        case .rules: "rules"
        case .alerts: "ruleAlerts"
        case .targets: "targets"
        case .targetMetadata: "targetMetadata"
        case .scrapePools: "scrapePools"
        case .formatQuery: "formatQuery"
        case .queryExemplars: "exemplars"
        case .buildInformation: "buildInformation"
        case .runtimeInformation: "runtimeInformation"
        case .configuration: "configuration"
        case .flags: "flags"
        case .seriesStatistics: "seriesStatistics"
        }
    }

    /// What it answers, in one line.
    var summary: String {
        switch self {
        case .query: "The value of an expression at one time"
        case .queryRange: "The values of an expression over a range"
        case .labels: "The names of labels"
        case .labelValues: "The values of one label; its name may be escaped (`U__…`)"
        case .series: "Series by their labels"
        case .metadata: "What metrics are and mean"
        case .rules: "Rules, their alerts and their last evaluation"
        case .alerts: "Pending and firing alerts of the rules"
        case .targets: "What is scraped, and how it did"
        case .targetMetadata: "What scraped targets say of their metrics"
        case .scrapePools: "The jobs whose targets are scraped"
        case .formatQuery: "An expression in its usual form"
        case .queryExemplars: "The newest exemplars of this server's own series"
        case .buildInformation: "Which version of Prometheus' API this is"
        case .runtimeInformation: "Since when the server runs and how long it keeps samples"
        case .configuration: "Always empty: the configuration is shown by `opstui config show`"
        case .flags: "The limits of queries, under Prometheus' names"
        case .seriesStatistics: "How many series there are of what"
        }
    }

    /// The member `data`.
    var data: Schema {
        switch self {
        case .query, .queryRange:
            .object(
                .init([
                    .init("resultType", .choice(["scalar", "string", "vector", "matrix"])),
                    .init("result", .list(.anything)), .init("stats", .map(.anything), isRequired: false),
                ]))
        case .labels, .labelValues: .list(.text())
        case .series, .queryExemplars, .targetMetadata: .list(.map(.anything))
        case .formatQuery: .text()
        default: .map(.anything)
        }
    }

    /// What it takes.
    var parameters: [RouteDescription.Parameter] {
        switch self {
        case .query: [Self.expression, Self.time("time", "Now where missing.")] + Self.bounds
        case .queryRange:
            [
                Self.expression, Self.time("start", "The first time.", required: true),
                Self.time("end", "Not before `start`.", required: true),
                Self.parameter(
                    "step", .text(1...32), required: true, format: "duration", "Seconds, or a duration such as `1h30m`."
                ),
            ] + Self.bounds
        case .labels, .labelValues, .series:
            [
                Self.parameter(
                    "match[]", .text(1...8192), required: self == .series, format: "promql",
                    "A series selector; may come several times."),
                Self.time("start", "The earliest where missing."), Self.time("end", "The latest where missing."),
                Self.limit,
            ]
        case .metadata:
            [
                Self.parameter("metric", .text(), "One metric alone."), Self.limit,
                Self.parameter("limit_per_metric", .text(), "Entries of one metric at most."),
            ]
        case .rules: Self.ruleFilters
        case .targets:
            [
                Self.parameter("state", .text(), "`active`, `dropped` or `any`."),
                Self.parameter("scrapePool", .text(), "Targets of one job alone."),
            ]
        case .targetMetadata:
            [
                Self.parameter(
                    "match_target", .text(1...8192), format: "promql", "Targets whose labels match, by a selector."),
                Self.parameter("metric", .text(), "One metric alone."), Self.limit,
            ]
        case .formatQuery: [Self.expression]
        case .queryExemplars:
            [Self.expression, Self.time("start", "The earliest."), Self.time("end", "The latest.")]
        default: []
        }
    }

    private static let ruleFilters = [
        parameter("type", .choice(["alert", "record"]), "Rules of one kind alone."),
        parameter("rule_name[]", .text(), "Rules of this name; may come several times."),
        parameter("rule_group[]", .text(), "Groups of this name; may come several times."),
        parameter("file[]", .text(), "Groups of this file; may come several times."),
        parameter("match[]", .text(), "Rules whose labels match; may come several times."),
        parameter("exclude_alerts", .choice(["true", "false"]), "Without the alerts."),
    ]

    private static let bounds = [
        parameter("timeout", .text(1...32), format: "duration", "How long the answer may take."),
        parameter("lookback_delta", .text(1...32), format: "duration", "How far back selectors look."),
        parameter("stats", .text(), "With times, where not empty."), limit,
    ]

    private static let limit = parameter("limit", .text(1...20), "How many at most; 0 for any number.")

    private static let expression = parameter(
        "query", .text(1...8192), required: true, format: "promql", "The expression.")

    private static func time(_ name: String, _ text: String, required: Bool = false) -> RouteDescription.Parameter {
        parameter(name, .text(1...64), required: required, "Seconds since the epoch, or RFC 3339. \(text)")
    }

    private static func parameter(
        _ name: String, _ schema: Schema, required: Bool = false, format: String? = nil, _ text: String
    ) -> RouteDescription.Parameter {
        RouteDescription.Parameter(
            name: name, place: .query, schema: schema, isRequired: required, text: text, format: format)
    }
}
