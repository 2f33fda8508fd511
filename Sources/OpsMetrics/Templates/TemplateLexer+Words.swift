extension TemplateLexer {
    /// `.name`, `$name`, and `.` and `$` alone.
    mutating func fieldOrVariable(_ kind: TemplateToken.Kind) throws(Stop) {
        advance(to: place + 1)
        if isTerminator { return emit(kind == .variable ? .variable : .dot) }
        takeWord()
        guard isTerminator else { return try fail("bad character \(Self.codePoint(scalar?.scalar))") }
        emit(kind)
    }

    mutating func word(_ byte: UInt8) throws(Stop) {
        guard let (first, length) = scalar, Self.isAlphanumeric(first) else {
            if byte < 0x7F, byte >= 0x20 { return single(.character) }
            let described = Self.codePoint(scalar?.scalar)
            advance(to: place + (scalar?.length ?? 1))
            return try fail("unrecognized character in action: \(described)")
        }
        advance(to: place + length)
        takeWord()
        guard isTerminator else { return try fail("bad character \(Self.codePoint(scalar?.scalar))") }
        switch String(decoding: bytes[start..<place], as: UTF8.self) {
        case let word where Self.keywords.contains(word): emit(.keyword)
        case "true", "false": emit(.bool)
        default: emit(.identifier)
        }
    }

    mutating func number() throws(Stop) {
        guard scanNumber() else { return try fail(badNumber) }
        guard place < bytes.count, bytes[place] == UInt8(ascii: "+") || bytes[place] == UInt8(ascii: "-") else {
            return emit(.number)
        }
        guard scanNumber(), bytes[place - 1] == UInt8(ascii: "i") else { return try fail(badNumber) }
        emit(.complex)
    }

    var badNumber: String {
        "bad number syntax: " + GoQuote.quoted(String(decoding: bytes[start..<place], as: UTF8.self))
    }

    mutating func scanNumber() -> Bool {
        accept("+-")
        var (digits, isDecimal, isHex) = ("0123456789_", true, false)
        if accept("0") {
            if accept("xX") {
                (digits, isDecimal, isHex) = ("0123456789abcdefABCDEF_", false, true)
            } else if accept("oO") {
                (digits, isDecimal) = ("01234567_", false)
            } else if accept("bB") {
                (digits, isDecimal) = ("01_", false)
            }
        }
        acceptRun(digits)
        if accept(".") { acceptRun(digits) }
        if isDecimal && accept("eE") || isHex && accept("pP") {
            accept("+-")
            acceptRun("0123456789_")
        }
        accept("i")
        if let (next, length) = scalar, Self.isAlphanumeric(next) {
            advance(to: place + length)
            return false
        }
        return true
    }
}
