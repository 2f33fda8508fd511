/// A reply as Redis sends it (RESP2). Text is decoded as UTF-8 with replacement characters.
public enum RedisReply: Sendable, Equatable {
    /// A bulk string.
    case string(String)
    /// An integer.
    case integer(Int64)
    /// An array, nested at most as deep as the library allows.
    case array([RedisReply])
    /// A status such as `OK`.
    case status(String)
    /// An error that Redis answered, starting with its code word.
    case error(String)
    /// No value.
    case null

    /// The text of a string or status.
    public var text: String? {
        switch self {
        case .string(let text), .status(let text): text
        default: nil
        }
    }

    /// The number, also where Redis wrote it as a string.
    public var number: Int64? {
        switch self {
        case .integer(let number): number
        case .string(let text): Int64(text)
        default: nil
        }
    }

    /// The elements of an array.
    public var elements: [RedisReply]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The text of an error that Redis answered.
    public var errorText: String? {
        if case .error(let text) = self { text } else { nil }
    }
}
