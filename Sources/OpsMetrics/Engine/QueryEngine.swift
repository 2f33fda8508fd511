/// Evaluates PromQL over a store, with the meaning it has in Prometheus 3: windows and look-back are open on the left.
///
/// Values carry no clock: the caller says at which time to evaluate, so that the same question can be asked of the past.
public struct QueryEngine: Sendable {
    /// Where the samples come from.
    public let store: SeriesStore
    /// What one query may cost.
    public let limits: QueryLimits

    /// An engine over `store`.
    public init(store: SeriesStore, limits: QueryLimits = QueryLimits()) {
        self.store = store
        self.limits = limits
    }

    /// The value of an expression at one time.
    ///
    /// - Parameters:
    ///   - expression: A parsed expression of any type.
    ///   - milliseconds: The time in milliseconds since 1970.
    /// - Throws: `PromQLError` with its place: vectors that cannot be matched, a function not implemented, a limit.
    public func instant(_ expression: Expression, at milliseconds: Int64) throws -> QueryValue {
        let expression = try expression.resolved(start: milliseconds, end: milliseconds, step: 0)
        let evaluation = try Evaluation(expression, store: store, start: milliseconds, end: milliseconds, limits)
        return try evaluation.evaluate(expression, at: milliseconds)
    }

    /// The values of an expression at `start`, `start + step` and so on through `end`, all in milliseconds.
    ///
    /// - Returns: `.matrix`, ordered by labels; a scalar is one series without labels.
    /// - Throws: `PromQLError`, also where the expression is neither a scalar nor an instant vector, where `step` is not
    ///   positive, or where there are more steps than the limit.
    public func range(_ expression: Expression, start: Int64, end: Int64, step: Int64) throws -> QueryValue {
        guard expression.type == .scalar || expression.type == .vector else {
            let got = expression.type.rawValue
            throw PromQLError(
                "invalid expression type \"\(got)\" for range query, must be scalar or instant vector",
                at: expression.place)
        }
        guard step > 0, end >= start, (end - start) / step < limits.steps else {
            throw PromQLError(
                "a range query needs a positive step, an end not before its start and at most \(limits.steps) steps",
                at: expression.place)
        }
        let expression = try expression.resolved(start: start, end: end, step: step)
        let evaluation = try Evaluation(expression, store: store, start: start, end: end, step: step, limits)
        return .matrix(try evaluation.series(of: expression, from: start, through: end, step: step))
    }
}
