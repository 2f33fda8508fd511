/// Why a text is not the JSON that this server reads.
public struct JSONFault: Error, Equatable, Sendable {
    /// What is wrong, for a person; quotes nothing of the text.
    public var reason: String
    /// Bytes before the place where it was found.
    public var offset: Int

    public init(_ reason: String, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
