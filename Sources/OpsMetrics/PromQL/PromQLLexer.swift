/// Cuts an expression into words.
struct PromQLLexer {
    private static let symbols = [
        "==", "!=", "=~", "!~", ">=", "<=", "</", ">/", "=", ">", "<", "+", "-", "*", "/", "%", "^", "@", "(", ")", "{",
        "}", "[",
        "]", ",", ":",
    ].map { ($0, Array($0.utf8)) }

    private let input: [UInt8]
    private var place = 0
    /// Inside brackets a colon separates range and step; elsewhere it belongs to a name.
    private var bracketDepth = 0

    private init(_ text: String) {
        input = Array(text.utf8)
    }

    /// All words of `text`, the end among them.
    static func tokens(of text: String) throws(PromQLError) -> [PromQLToken] {
        var lexer = PromQLLexer(text)
        var tokens: [PromQLToken] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private var current: UInt8? { place < input.count ? input[place] : nil }

    private func error(_ message: String, at offset: Int) -> PromQLError {
        PromQLError(message, at: offset, in: input)
    }

    private mutating func next() throws(PromQLError) -> PromQLToken {
        skipBlanks()
        let start = place
        guard let byte = current else { return PromQLToken(kind: .end, offset: start) }
        let following = place + 1 < input.count ? input[place + 1] : 0
        let kind: PromQLToken.Kind
        if MetricName.isDigit(byte) || byte == UInt8(ascii: ".") && MetricName.isDigit(following) {
            kind = try number()
        } else if MetricName.isNameByte(byte, bracketDepth == 0) {
            kind = .identifier(name())
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`") {
            kind = .string(try string(quote: byte))
        } else {
            kind = try symbol()
        }
        return PromQLToken(kind: kind, offset: start)
    }

    private mutating func skipBlanks() {
        while let byte = current {
            if byte == UInt8(ascii: "#") {
                while let inside = current, inside != 0x0A { _ = inside; place += 1 }
            } else if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
                place += 1
            } else {
                return
            }
        }
    }

    private mutating func name() -> String {
        let start = place
        while let byte = current, MetricName.isNameByte(byte, bracketDepth == 0) { place += 1 }
        return String(decoding: input[start..<place], as: UTF8.self)
    }

    private mutating func symbol() throws(PromQLError) -> PromQLToken.Kind {
        for (text, bytes) in Self.symbols where input[place...].starts(with: bytes) {
            place += bytes.count
            if text == "[" { bracketDepth += 1 }
            if text == "]" { bracketDepth = max(bracketDepth - 1, 0) }
            return .symbol(text)
        }
        let rest = String(decoding: input[place...].prefix(4), as: UTF8.self)
        let shown = rest.unicodeScalars.first.map { String($0).debugDescription } ?? ""
        throw error("unexpected character \(shown)", at: place)
    }

    /// A number (decimal, exponent, hexadecimal, `_` between digits) or a duration.
    private mutating func number() throws(PromQLError) -> PromQLToken.Kind {
        let start = place
        while let byte = current {
            let previous = input[place - (place > start ? 1 : 0)] | 0x20
            let isHexadecimal = place > start + 1 && input[start + 1] | 0x20 == UInt8(ascii: "x")
            let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            guard
                MetricName.isNameByte(byte, false) || byte == UInt8(ascii: ".")
                    || isSign && previous == UInt8(ascii: "e") && !isHexadecimal && place > start
            else { break }
            place += 1
        }
        let text = String(decoding: input[start..<place], as: UTF8.self)
        if let milliseconds = PromQLDuration.milliseconds(text) { return .duration(milliseconds) }
        if let value = Self.value(text) { return .number(value) }
        throw error("bad number or duration syntax: \"\(text)\"", at: start)
    }

    private static func value(_ text: String) -> Double? {
        let plain = text.filter { $0 != "_" }
        if plain.lowercased().hasPrefix("0x") {
            return Int64(plain.dropFirst(2), radix: 16).map { Double($0) }
        }
        // As in Go, a zero in front says that the digits are octal, where all of them can be.
        if plain.utf8.count > 1, plain.hasPrefix("0"), let octal = Int64(plain, radix: 8), !text.hasSuffix("_") {
            return Double(octal)
        }
        guard !text.hasSuffix("_"), plain.utf8.allSatisfy({ MetricName.isDigit($0) || ".eE+-".utf8.contains($0) })
        else { return nil }
        // What no number can hold is refused, not made infinite.
        return Double(plain).flatMap { $0.isFinite ? $0 : nil }
    }
}

extension PromQLLexer {
    private mutating func string(quote: UInt8) throws(PromQLError) -> String {
        let start = place
        place += 1
        var bytes: [UInt8] = []
        while let byte = current {
            place += 1
            if byte == quote { return String(decoding: bytes, as: UTF8.self) }
            if quote != UInt8(ascii: "`") && byte == 0x0A { break }
            if quote != UInt8(ascii: "`") && byte == UInt8(ascii: "\\") {
                bytes += try escape(quote: quote)
            } else {
                bytes.append(byte)
            }
        }
        throw error("unterminated quoted string", at: start)
    }

    /// What follows a backslash, as Go reads it.
    private mutating func escape(quote: UInt8) throws(PromQLError) -> [UInt8] {
        let start = place - 1
        guard let byte = current else { throw error("unterminated quoted string", at: start) }
        place += 1
        switch byte {
        case UInt8(ascii: "a"): return [0x07]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "v"): return [0x0B]
        case UInt8(ascii: "\\"), quote: return [byte]
        case UInt8(ascii: "x"): return [UInt8(try digits(2, radix: 16, from: start))]
        case UInt8(ascii: "u"): return try scalar(digits(4, radix: 16, from: start), from: start)
        case UInt8(ascii: "U"): return try scalar(digits(8, radix: 16, from: start), from: start)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            place -= 1
            let code = try digits(3, radix: 8, from: start)
            guard code <= 255 else { throw error("octal escape above 255", at: start) }
            return [UInt8(code)]
        default: throw error("unknown escape sequence in string", at: start)
        }
    }

    private mutating func digits(_ count: Int, radix: Int, from start: Int) throws(PromQLError) -> UInt32 {
        let text = String(decoding: input[place...].prefix(count), as: UTF8.self)
        guard text.utf8.count == count, !text.hasPrefix("+"), let code = UInt32(text, radix: radix) else {
            throw error("malformed escape sequence in string", at: start)
        }
        place += count
        return code
    }

    private func scalar(_ code: UInt32, from start: Int) throws(PromQLError) -> [UInt8] {
        guard let scalar = Unicode.Scalar(code) else {
            throw error("escape sequence is no Unicode character", at: start)
        }
        return Array(String(scalar).utf8)
    }
}
