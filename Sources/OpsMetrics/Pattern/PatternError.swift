/// Why a regular expression was refused.
public struct PatternError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public let message: String
    /// Where: characters from the pattern's start.
    public let offset: Int

    /// The message with its place.
    public var description: String { "invalid regular expression at character \(offset + 1): \(message)" }
}
