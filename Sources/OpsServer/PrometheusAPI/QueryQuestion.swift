import OpsMetrics

/// What `/api/v1/query` and `/api/v1/query_range` are asked, read and checked.
struct QueryQuestion: Sendable {
    /// When the expression is evaluated; milliseconds since the epoch.
    enum Times: Equatable, Sendable {
        case instant(Int64)
        case range(start: Int64, end: Int64, step: Int64)
    }

    /// Steps of one range query, as in Prometheus.
    static let pointLimit: Int64 = 11_000

    var expression: Expression
    var times: Times
    /// How long the answer may take; nil: as long as the server allows.
    var timeoutMilliseconds: Int64?
    /// How far back selectors look; nil: as usual.
    var lookbackMilliseconds: Int64?
    /// Series in the answer at most; nil for any number.
    var seriesLimit: Int?
    var wantsStatistics: Bool

    /// The parameters of `/api/v1/query`; `now` is its time where none is given.
    ///
    /// - Throws: `bad_data`, in the order in which Prometheus looks at them.
    static func instant(_ form: PrometheusForm, now: Int64) throws(PrometheusFault) -> QueryQuestion {
        let limit = try Parameter.limit(form)
        let time = try Parameter.optionalTime("time", form) ?? now
        return try QueryQuestion(form, .instant(time), limit)
    }

    /// The parameters of `/api/v1/query_range`.
    ///
    /// - Throws: `bad_data`, in the order in which Prometheus looks at them.
    static func range(_ form: PrometheusForm) throws(PrometheusFault) -> QueryQuestion {
        let limit = try Parameter.limit(form)
        let (start, end) = (try Parameter.time("start", form), try Parameter.time("end", form))
        guard end >= start else { throw .parameter("end", "end timestamp must not be before start time") }
        let step = try Parameter.duration("step", form, text: form["step"] ?? "")
        guard step > 0 else {
            throw .parameter(
                "step", "zero or negative query resolution step widths are not accepted. Try a positive integer")
        }
        guard (end - start) / step <= pointLimit else {
            throw PrometheusFault(
                .badData,
                "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution "
                    + "(?step=XX)")
        }
        let question = try QueryQuestion(form, .range(start: start, end: end, step: step), limit)
        guard [.scalar, .vector].contains(question.expression.type) else {
            throw .parameter(
                "query",
                "invalid expression type \"\(name(of: question.expression.type))\" for range query, must be Scalar or "
                    + "instant Vector")
        }
        return question
    }

    private init(_ form: PrometheusForm, _ times: Times, _ limit: Int?) throws(PrometheusFault) {
        timeoutMilliseconds = try form["timeout"].map { (text) throws(PrometheusFault) in
            try Parameter.duration("timeout", form, text: text)
        }
        lookbackMilliseconds = try form["lookback_delta"].map { (text) throws(PrometheusFault) in
            guard let delta = PrometheusTime.duration(text) else {
                throw PrometheusFault(
                    .badData, "error parsing lookback delta duration: \(Parameter.noDuration(text))")
            }
            return delta
        }
        // As in Prometheus: one that is not positive is the usual one.
        if lookbackMilliseconds.map({ $0 <= 0 }) ?? false { lookbackMilliseconds = nil }
        expression = try Parameter.expression("query", form["query"] ?? "")
        seriesLimit = limit
        wantsStatistics = form["stats"] != nil
        self.times = times
    }

    private static func name(of type: ValueType) -> String {
        switch type {
        case .matrix: "range vector"
        case .vector: "instant vector"
        default: type.rawValue
        }
    }
}
