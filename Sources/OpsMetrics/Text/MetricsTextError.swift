/// What is wrong with a metrics text, and where.
public struct MetricsTextError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public let message: String
    /// The line, from 1.
    public let line: Int
    /// The column in bytes, from 1.
    public let column: Int

    /// `line:column: message`.
    public var description: String { "\(line):\(column): \(message)" }
}
