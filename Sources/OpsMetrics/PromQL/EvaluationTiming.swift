/// When a selector or subquery looks, relative to the query: `offset` and `@`.
public struct EvaluationTiming: Sendable, Hashable {
    /// What `@` fixes the evaluation time to.
    public enum Anchor: Sendable, Hashable {
        /// Milliseconds since 1970.
        case milliseconds(Int64)
        /// `@ start()`: where the query begins.
        case start
        /// `@ end()`: where the query ends.
        case end
    }

    /// Milliseconds to look back; negative looks ahead. Nil where no `offset` was written.
    public var offsetMilliseconds: Int64?
    /// The arithmetic of the offset, where some was written.
    public internal(set) var offsetExpression: WrittenDuration?
    /// The fixed time, where there is one.
    public var anchor: Anchor?
}
