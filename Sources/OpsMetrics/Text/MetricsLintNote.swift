/// What is allowed in a text but unwise.
public struct MetricsLintNote: Sendable, Hashable, CustomStringConvertible {
    /// The family.
    public let family: String
    /// What is unwise, and what to do.
    public let message: String
    /// The line, from 1.
    public let line: Int

    /// `line: family: message`.
    public var description: String { "\(line):1: \(family): \(message)" }
}
