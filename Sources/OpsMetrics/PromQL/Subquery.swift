/// `[range:step]` after an expression.
public struct Subquery: Sendable, Hashable {
    /// The window in milliseconds.
    public let rangeMilliseconds: Int64
    /// The distance of evaluations in milliseconds; nil means the engine's default.
    public let stepMilliseconds: Int64?
    /// The shift in time.
    public var timing = EvaluationTiming()
}
