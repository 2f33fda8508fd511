import OpsCore
import OpsMetrics

/// What the server can say of its series in the words of Prometheus' read API.
protocol MetricQueries: Sendable {
    /// - Throws: ``PrometheusFault``; anything else is an internal error.
    func answer(_ question: MetricQuestion) async throws -> PrometheusAnswer
}

/// One question of Prometheus' read API, read and checked; see ``PrometheusEndpoint``.
enum MetricQuestion: Sendable {
    case values(QueryQuestion)
    case labelNames(SeriesQuestion)
    case labelValues(String, SeriesQuestion)
    case series(SeriesQuestion)
    case metadata(MetadataQuestion)
    case rules(RuleQuestion)
    case alerts
    case status(StatusQuestion)
}

/// What `/api/v1/metadata` is asked.
struct MetadataQuestion: Equatable, Sendable {
    /// One metric alone.
    var metric: String?
    /// Metrics at most; negative for any number.
    var limit = -1
    /// Entries of one metric at most; not positive for any number.
    var limitPerMetric = -1

    /// - Throws: `bad_data`.
    init(_ form: PrometheusForm) throws(PrometheusFault) {
        metric = form["metric"]
        limit = try Self.whole(form["limit"], "limit must be a number")
        limitPerMetric = try Self.whole(form["limit_per_metric"], "limit_per_metric must be a number")
    }

    private static func whole(_ text: String?, _ otherwise: String) throws(PrometheusFault) -> Int {
        guard let text else { return -1 }
        guard let number = Int(text) else { throw PrometheusFault(.badData, otherwise) }
        return number
    }
}

/// What `/api/v1/rules` is asked.
struct RuleQuestion: Sendable {
    enum Kind: String, Sendable { case alert, record }

    /// Rules of one kind alone.
    var kind: Kind?
    /// Rules of these names, in groups of these names, in these files; all where empty.
    var names: Set<String>
    var groups: Set<String>
    var files: Set<String>
    /// Rules whose own labels fulfil one of these.
    var selectors: [[Matcher]]
    var excludesAlerts: Bool

    /// - Throws: `bad_data`.
    init(_ form: PrometheusForm) throws(PrometheusFault) {
        names = Set(form.all("rule_name[]"))
        groups = Set(form.all("rule_group[]"))
        files = Set(form.all("file[]"))
        selectors = try Parameter.selectors(form)
        kind = try form["type"].map { (text) throws(PrometheusFault) in
            guard let kind = Kind(rawValue: text.lowercased()) else {
                throw .parameter("type", "not supported value \"\(SafeText.clean(text, limit: 80))\"")
            }
            return kind
        }
        excludesAlerts =
            try form["exclude_alerts"].map { (text) throws(PrometheusFault) in
                switch text {
                case "1", "t", "T", "true", "TRUE", "True": return true
                case "0", "f", "F", "false", "FALSE", "False": return false
                default: throw .parameter("exclude_alerts", "error converting exclude_alerts: no boolean")
                }
            } ?? false
    }
}

/// What the routes are asked that say how the server is.
enum StatusQuestion: Sendable {
    case build, runtime, configuration, flags, series
    case targets, exemplars
    /// An expression that can be read, as it was given.
    case format(String)
}
