import OpsMetrics

/// What `/api/v1/query_exemplars` is asked: the exemplars of every series that an expression selects.
struct ExemplarQuestion: Sendable {
    /// A series fulfils all conditions of one of these.
    var selectors: [[Matcher]]
    /// Milliseconds since the epoch.
    var start: Int64
    var end: Int64

    /// - Throws: `bad_data`.
    init(_ form: PrometheusForm) throws(PrometheusFault) {
        start = try Parameter.optionalTime("start", form) ?? -PrometheusTime.farthest
        end = try Parameter.optionalTime("end", form) ?? PrometheusTime.farthest
        guard end >= start else { throw PrometheusFault(.badData, "end timestamp must not be before start timestamp") }
        selectors = try Parameter.expression("query", form["query"] ?? "").selectors.map(\.matchers)
    }

    func matches(_ labels: Labels) -> Bool { selectors.contains { $0.allSatisfy { $0.matches(labels) } } }
}
