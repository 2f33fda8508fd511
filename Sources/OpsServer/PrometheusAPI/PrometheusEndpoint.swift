import OpsMetrics

/// The routes of Prometheus' read API that this server has.
enum PrometheusEndpoint: String, CaseIterable, Sendable {
    case query = "/api/v1/query"
    case queryRange = "/api/v1/query_range"
    case labels = "/api/v1/labels"
    case labelValues = "/api/v1/label/{name}/values"
    case series = "/api/v1/series"
    case metadata = "/api/v1/metadata"
    case rules = "/api/v1/rules"
    case alerts = "/api/v1/alerts"
    case targets = "/api/v1/targets"
    case targetMetadata = "/api/v1/targets/metadata"
    case scrapePools = "/api/v1/scrape_pools"
    case formatQuery = "/api/v1/format_query"
    case queryExemplars = "/api/v1/query_exemplars"
    case buildInformation = "/api/v1/status/buildinfo"
    case runtimeInformation = "/api/v1/status/runtimeinfo"
    case configuration = "/api/v1/status/config"
    case flags = "/api/v1/status/flags"
    case seriesStatistics = "/api/v1/status/tsdb"

    /// Those that take a form by POST too, as in Prometheus.
    var takesForm: Bool {
        switch self {
        case .query, .queryRange, .labels, .series, .formatQuery, .queryExemplars: true
        default: false
        }
    }

    /// The question that a request asks.
    ///
    /// - Parameters:
    ///   - name: What stands for `{name}` in the path, decoded.
    ///   - now: Milliseconds since the epoch.
    /// - Throws: `bad_data`.
    func question(_ form: PrometheusForm, name: String, now: Int64) throws(PrometheusFault) -> MetricQuestion {
        switch self {
        case .query: return .values(try .instant(form, now: now))
        case .queryRange: return .values(try .range(form))
        case .labels: return .labelNames(try SeriesQuestion(form))
        case .labelValues: return .labelValues(try LabelName.read(name), try SeriesQuestion(form))
        case .series: return .series(try .series(form))
        case .metadata: return .metadata(try MetadataQuestion(form))
        case .rules: return .rules(try RuleQuestion(form))
        case .alerts: return .alerts
        case .targets: return .targets(.list(form))
        case .targetMetadata: return .targets(try .metadata(form))
        case .scrapePools: return .targets(.pools)
        case .formatQuery: return .status(try Self.format(form))
        case .queryExemplars: return .exemplars(try ExemplarQuestion(form))
        case .buildInformation: return .status(.build)
        case .runtimeInformation: return .status(.runtime)
        case .configuration: return .status(.configuration)
        case .flags: return .status(.flags)
        case .seriesStatistics: return .status(.series)
        }
    }

    private static func format(_ form: PrometheusForm) throws(PrometheusFault) -> StatusQuestion {
        .format(try Parameter.expression("query", form["query"] ?? ""))
    }
}
