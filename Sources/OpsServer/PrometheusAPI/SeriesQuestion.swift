import OpsMetrics

/// Which series `/api/v1/series`, `labels` and `label/…/values` are asked about.
struct SeriesQuestion: Sendable {
    /// Selectors of one question.
    static let selectorLimit = 64

    /// A series fulfils all conditions of at least one of these; all series where empty.
    var selectors: [[Matcher]]
    /// Milliseconds since the epoch; the earliest where none is given.
    var start: Int64
    /// Milliseconds since the epoch; the latest where none is given.
    var end: Int64
    /// How many names, values or series at most; nil for any number.
    var limit: Int?

    /// - Throws: `bad_data`, in the order in which Prometheus looks at the parameters.
    init(_ form: PrometheusForm) throws(PrometheusFault) {
        limit = try Parameter.limit(form)
        start = try Parameter.optionalTime("start", form) ?? -PrometheusTime.farthest
        end = try Parameter.optionalTime("end", form) ?? PrometheusTime.farthest
        selectors = try Parameter.selectors(form)
    }

    /// As `/api/v1/series` asks: at least one selector.
    static func series(_ form: PrometheusForm) throws(PrometheusFault) -> SeriesQuestion {
        guard !form.all("match[]").isEmpty else { throw PrometheusFault(.badData, "no match[] parameter provided") }
        return try SeriesQuestion(form)
    }

    func matches(_ labels: Labels) -> Bool {
        selectors.isEmpty || selectors.contains { $0.allSatisfy { $0.matches(labels) } }
    }
}
