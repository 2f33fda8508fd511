/// Where a part of an expression begins.
public struct SourcePlace: Sendable, Hashable {
    /// Bytes (UTF-8) from the start of the expression.
    public let offset: Int
    /// The line, from 1.
    public let line: Int
    /// The column in bytes, from 1.
    public let column: Int
}
