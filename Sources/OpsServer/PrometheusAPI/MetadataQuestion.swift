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
