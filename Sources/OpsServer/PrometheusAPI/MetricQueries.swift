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
    case targets(TargetQuestion)
    case exemplars(ExemplarQuestion)
    case status(StatusQuestion)
}
