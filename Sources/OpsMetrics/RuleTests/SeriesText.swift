/// A series as tests name it: `name{label="value"}`, with quoted names as of Prometheus 3. No text at all names no label, as
/// what is no vector has none.
struct SeriesText {
    private let bytes: [UInt8]
    private var place = 0

    /// The labels that a text names.
    ///
    /// - Throws: `RuleTestError` with the column.
    static func labels(_ text: String) throws(RuleTestError) -> Labels {
        var reader = SeriesText(bytes: Array(text.utf8))
        return try reader.whole()
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func whole() throws(RuleTestError) -> Labels {
        var pairs: [(String, String)] = []
        skipBlanks()
        let name = identifier(allowsColon: true)
        if !name.isEmpty { pairs.append((Labels.nameLabel, name)) }
        skipBlanks()
        if take("{") { try labelSet(&pairs) }
        skipBlanks()
        guard place == bytes.count else {
            throw error(
                name.isEmpty && pairs.isEmpty
                    ? "expected a series such as name{label=\"value\"}" : "unexpected text after the series")
        }
        // The name before the braces counts, whatever they say.
        if !name.isEmpty { pairs.append((Labels.nameLabel, name)) }
        return Labels(pairs)
    }

    private mutating func labelSet(_ pairs: inout [(String, String)]) throws(RuleTestError) {
        skipBlanks()
        while !take("}") {
            let isQuoted = place < bytes.count && Self.isQuote(bytes[place])
            let name = isQuoted ? try quoted() : identifier(allowsColon: false)
            guard !name.isEmpty else { throw error("unexpected text inside braces, expected a label's name or \"}\"") }
            skipBlanks()
            if take("=") {
                skipBlanks()
                let value = try quoted()
                guard !pairs.contains(where: { $0.0 == name && name != Labels.nameLabel }) else {
                    throw error("label name \"\(name)\" is not unique")
                }
                pairs.append((name, value))
            } else if isQuoted, !pairs.contains(where: { $0.0 == Labels.nameLabel }) {
                pairs.append((Labels.nameLabel, name))
            } else {
                throw error("unexpected text in label set, expected \"=\"")
            }
            skipBlanks()
            if take(",") {
                skipBlanks()
            } else if place >= bytes.count || bytes[place] != UInt8(ascii: "}") {
                throw error("unexpected end of input inside braces, expected \",\" or \"}\"")
            }
        }
    }

    private mutating func identifier(allowsColon: Bool) -> String {
        let start = place
        guard place < bytes.count, !MetricName.isDigit(bytes[place]) else { return "" }
        while place < bytes.count, MetricName.isNameByte(bytes[place], allowsColon) { place += 1 }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func quoted() throws(RuleTestError) -> String {
        guard place < bytes.count, Self.isQuote(bytes[place]) else { throw error("expected a quoted text") }
        let start = place
        let quote = bytes[place]
        place += 1
        while place < bytes.count, bytes[place] != quote {
            place += bytes[place] == UInt8(ascii: "\\") && quote != UInt8(ascii: "`") ? 2 : 1
        }
        guard place < bytes.count else { throw error("unterminated quoted text") }
        place += 1
        let literal = String(decoding: bytes[start..<place], as: UTF8.self)
        guard let text = GoQuote.unquoted(literal) else { throw error("malformed escape in \(literal)") }
        return text
    }

    private static func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`")
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard place < bytes.count, bytes[place] == UInt8(ascii: byte) else { return false }
        place += 1
        return true
    }

    private mutating func skipBlanks() {
        var isComment = false
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "#") { isComment = true }
            if byte == 0x0A || byte == 0x0D { isComment = false }
            guard isComment || [0x20, 0x09, 0x0A, 0x0D].contains(byte) else { return }
            place += 1
        }
    }

    private func error(_ message: String) -> RuleTestError {
        RuleTestError(message: "1:\(place + 1): \(message)")
    }
}

/// Why a part of a test cannot be used.
struct RuleTestError: Error, Sendable, CustomStringConvertible {
    let message: String
    var description: String { message }
}
