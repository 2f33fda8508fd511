/// What is wrong with an expression, and where.
public struct PromQLError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, and where it helps, what was expected.
    public let message: String
    /// Where it begins: bytes (UTF-8) from the start of the expression.
    public let offset: Int
    /// The line, from 1.
    public let line: Int
    /// The column in bytes, from 1.
    public let column: Int

    /// `line:column: message`.
    public var description: String { "\(line):\(column): \(message)" }

    /// An error at a byte offset of `text`.
    init(_ message: String, at offset: Int, in text: [UInt8]) {
        let before = text.prefix(offset)
        self.message = message
        self.offset = offset
        line = before.count { $0 == 0x0A } + 1
        column = offset - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
    }

    /// An error of evaluation at a known place.
    init(_ message: String, at place: SourcePlace) {
        self.message = message
        offset = place.offset
        line = place.line
        column = place.column
    }

    /// The same fault, told as one of parsing.
    var asParseError: PromQLError {
        PromQLError("parse error: " + message, at: SourcePlace(offset: offset, line: line, column: column))
    }
}
