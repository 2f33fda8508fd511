/// `[range:step]` after an expression.
public struct Subquery: Sendable, Hashable {
    /// The window in milliseconds; 0 until resolved where it depends on the query's times.
    public internal(set) var rangeMilliseconds: Int64
    /// The distance of evaluations in milliseconds; nil means the engine's default.
    public internal(set) var stepMilliseconds: Int64?
    /// The shift in time.
    public var timing = EvaluationTiming()
    /// The arithmetic of the window, where some was written.
    public internal(set) var rangeExpression: WrittenDuration?
    /// The arithmetic of the step, where some was written.
    public internal(set) var stepExpression: WrittenDuration?
}
