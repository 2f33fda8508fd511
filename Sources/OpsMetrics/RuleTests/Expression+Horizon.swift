extension Expression {
    /// The latest time, in milliseconds, of a sample that the value can depend on.
    ///
    /// - Parameters:
    ///   - time: When the expression is evaluated.
    ///   - query: The time of the instant query that it is a part of: what `@ start()` and `@ end()` mean.
    ///   - lookback: How far ahead `smoothed` looks.
    func horizon(at time: Int64, query: Int64, lookback: Int64) -> Int64 {
        func latest(_ parts: [Expression]) -> Int64 {
            parts.map { $0.horizon(at: time, query: query, lookback: lookback) }.max() ?? time
        }
        switch node {
        case .number, .string: return time
        case .vector(let selector), .range(let selector, _):
            let shifted = selector.timing.time(at: time, query, query)
            return selector.sampling == .smoothed ? shifted &+ lookback : shifted
        case .subquery(let inner, let subquery):
            return inner.horizon(at: subquery.timing.time(at: time, query, query), query: query, lookback: lookback)
        case .call(_, let arguments): return latest(arguments)
        case .aggregation(let aggregation):
            return latest([aggregation.expression] + (aggregation.parameter.map { [$0] } ?? []))
        case .binary(let operation): return latest([operation.left, operation.right])
        case .negation(let inner), .plus(let inner), .parentheses(let inner): return latest([inner])
        }
    }
}
