/// Texts quoted as Go's `strconv` quotes them.
enum GoQuote {
    /// The text in double quotes with Go's escapes, as `%q` prints it; `asciiOnly` as `%+q`.
    static func quoted(_ text: String, asciiOnly: Bool = false) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars { quoted += escaped(scalar, quote: "\"", asciiOnly) }
        return quoted + "\""
    }

    /// A character in single quotes, as `%q` prints a number.
    static func quoted(_ scalar: Unicode.Scalar, asciiOnly: Bool = false) -> String {
        "'" + escaped(scalar, quote: "'", asciiOnly) + "'"
    }

    /// Whether the text can stand between backquotes as it is.
    static func canBackquote(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            scalar != "`" && scalar != "\u{FEFF}" && (scalar.value >= 0x20 && scalar.value != 0x7F || scalar == "\t")
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar, quote: Unicode.Scalar, _ asciiOnly: Bool) -> String {
        if scalar == quote { return "\\" + String(quote) }
        switch scalar {
        case "\\": return "\\\\"
        case "\u{07}": return "\\a"
        case "\u{08}": return "\\b"
        case "\u{0C}": return "\\f"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "\u{0B}": return "\\v"
        case let scalar where scalar.value < 0x20 || scalar.value == 0x7F: return "\\x" + hex(scalar.value, 2)
        case let scalar where scalar.value < 0x7F: return String(scalar)
        case let scalar where !asciiOnly && isPrintable(scalar): return String(scalar)
        default: return scalar.value < 0x1_0000 ? "\\u" + hex(scalar.value, 4) : "\\U" + hex(scalar.value, 8)
        }
    }

    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }

    private static func hex(_ value: UInt32, _ digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(digits - text.utf8.count, 0)) + text
    }

    /// The text inside a literal in double quotes, single quotes or backquotes, or nil where it is malformed.
    static func unquoted(_ literal: String) -> String? {
        let bytes = Array(literal.utf8)
        guard bytes.count >= 2, let quote = bytes.first, bytes.last == quote else { return nil }
        let inside = Array(bytes[1..<bytes.count - 1])
        if quote == UInt8(ascii: "`") {
            guard !inside.contains(quote) else { return nil }
            return String(decoding: inside.filter { $0 != 0x0D }, as: UTF8.self)
        }
        var text: [UInt8] = []
        var place = 0
        while place < inside.count {
            let byte = inside[place]
            place += 1
            if byte == quote || byte == 0x0A { return nil }
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard let escape = escape(inside, &place, quote) else { return nil }
            text += escape
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let plainEscapes: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A,
        UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09, UInt8(ascii: "v"): 0x0B, UInt8(ascii: "\\"): 0x5C,
    ]

    private static func escape(_ bytes: [UInt8], _ place: inout Int, _ quote: UInt8) -> [UInt8]? {
        guard place < bytes.count else { return nil }
        let byte = bytes[place]
        place += 1
        if byte == quote { return [byte] }
        if let plain = plainEscapes[byte] { return [plain] }
        switch byte {
        case UInt8(ascii: "x"): return digits(bytes, &place, 2, 16).flatMap { $0 < 256 ? [UInt8($0)] : nil }
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            guard let code = digits(bytes, &place, byte == UInt8(ascii: "u") ? 4 : 8, 16),
                let scalar = Unicode.Scalar(code)
            else { return nil }
            return Array(String(scalar).utf8)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            place -= 1
            return digits(bytes, &place, 3, 8).flatMap { $0 < 256 ? [UInt8($0)] : nil }
        default: return nil
        }
    }

    private static func digits(_ bytes: [UInt8], _ place: inout Int, _ count: Int, _ radix: Int) -> UInt32? {
        guard place + count <= bytes.count else { return nil }
        let text = String(decoding: bytes[place..<place + count], as: UTF8.self)
        place += count
        return text.hasPrefix("+") ? nil : UInt32(text, radix: radix)
    }
}
