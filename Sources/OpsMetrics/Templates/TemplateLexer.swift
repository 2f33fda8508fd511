/// Cuts a template into tokens by the rules of Go's text/template.
///
/// The last token is `.end` or `.error`.
struct TemplateLexer {
    static let keywords: Set<String> = [
        "block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with",
    ]

    private let bytes: [UInt8]
    private var place = 0
    private var start = 0
    private var line = 1
    private var startLine = 1
    private var parentheses = 0
    private var tokens: [TemplateToken] = []

    /// The tokens of a text.
    static func tokens(of text: String) -> [TemplateToken] {
        var lexer = TemplateLexer(bytes: Array(text.utf8))
        lexer.run()
        return lexer.tokens
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private enum Stop: Error { case now }

    private mutating func run() {
        do {
            while true {
                try text()
                try action()
            }
        } catch {}
    }

    // MARK: Text

    /// Up to the next action; comments on the way are passed over.
    private mutating func text() throws(Stop) {
        while try textAndComment() {}
    }

    /// Whether what followed the text was a comment.
    private mutating func textAndComment() throws(Stop) -> Bool {
        guard let open = find("{{", from: place) else {
            advance(to: bytes.count)
            if place > start { emit(.text) }
            emit(.end)
            throw .now
        }
        let trims = isTrimMark(open + 2)
        var end = open
        if trims { while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 } }
        advance(to: end)
        if place > start { emit(.text) }
        advance(to: open)
        ignore()
        advance(to: open + 2)
        let isComment = starts("/*", at: place + (trims ? 2 : 0))
        if isComment {
            advance(to: place + (trims ? 2 : 0))
            ignore()
            try comment()
            return true
        }
        emit(.leftDelimiter)
        advance(to: place + (trims ? 2 : 0))
        ignore()
        parentheses = 0
        return false
    }

    private mutating func comment() throws(Stop) {
        guard let close = find("*/", from: place) else { return try fail("unclosed comment") }
        advance(to: close + 2)
        guard let (trims, length) = rightDelimiter(at: place) else {
            return try fail("comment ends before closing delimiter")
        }
        advance(to: place + length)
        if trims { skipBlanks() }
        ignore()
    }

    // MARK: Action

    /// Everything up to the end of an action.
    private mutating func action() throws(Stop) {
        while true {
            if let (trims, length) = rightDelimiter(at: place) {
                guard parentheses == 0 else { return try fail("unclosed left paren") }
                advance(to: place + length - 2)
                ignore()
                advance(to: place + 2)
                emit(.rightDelimiter)
                if trims { skipBlanks() }
                ignore()
                return
            }
            guard place < bytes.count else { return try fail("unclosed action") }
            try token(bytes[place])
        }
    }

    private mutating func token(_ byte: UInt8) throws(Stop) {
        switch byte {
        case let blank where Self.isBlank(blank): space()
        case UInt8(ascii: "="): single(.assign)
        case UInt8(ascii: "|"): single(.pipe)
        case UInt8(ascii: ":"):
            guard starts(":=", at: place) else {
                advance(to: place + 1)
                return try fail("expected :=")
            }
            advance(to: place + 2)
            emit(.declare)
        case UInt8(ascii: "\""): try quoted(byte, .string, "unterminated quoted string")
        case UInt8(ascii: "'"): try quoted(byte, .characterConstant, "unterminated character constant")
        case UInt8(ascii: "`"): try raw()
        case UInt8(ascii: "$"): try fieldOrVariable(.variable)
        case UInt8(ascii: "("):
            parentheses += 1
            single(.leftParenthesis)
        case UInt8(ascii: ")"):
            parentheses -= 1
            if parentheses < 0 {
                advance(to: place + 1)
                return try fail("unexpected right paren")
            }
            single(.rightParenthesis)
        case UInt8(ascii: "."):
            // At the very end Go takes a point for a number.
            let next = place + 1 < bytes.count ? bytes[place + 1] : UInt8(ascii: "0")
            if MetricName.isDigit(next) { try number() } else { try fieldOrVariable(.field) }
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        default: try word(byte)
        }
    }

    private mutating func single(_ kind: TemplateToken.Kind) {
        advance(to: place + 1)
        emit(kind)
    }

    private mutating func space() {
        var count = 0
        while place < bytes.count, Self.isBlank(bytes[place]) {
            advance(to: place + 1)
            count += 1
        }
        // The last blank may belong to a trimming delimiter.
        if place > 0, isRightTrim(at: place - 1) {
            place -= 1
            if bytes[place] == 0x0A { line -= 1 }
            if count == 1 { return }
        }
        emit(.space)
    }

    private mutating func quoted(_ quote: UInt8, _ kind: TemplateToken.Kind, _ message: String) throws(Stop) {
        var next = place + 1
        while next < bytes.count, bytes[next] != quote {
            if bytes[next] == UInt8(ascii: "\\") { next += 1 }
            guard next < bytes.count, bytes[next] != 0x0A else { return try fail(message) }
            next += 1
        }
        guard next < bytes.count else { return try fail(message) }
        advance(to: next + 1)
        emit(kind)
    }

    private mutating func raw() throws(Stop) {
        guard let close = bytes[(place + 1)...].firstIndex(of: UInt8(ascii: "`")) else {
            return try fail("unterminated raw quoted string")
        }
        advance(to: close + 1)
        emit(.rawString)
    }

    /// `.name`, `$name`, and `.` and `$` alone.
    private mutating func fieldOrVariable(_ kind: TemplateToken.Kind) throws(Stop) {
        advance(to: place + 1)
        if isTerminator { return emit(kind == .variable ? .variable : .dot) }
        takeWord()
        guard isTerminator else { return try fail("bad character \(Self.codePoint(scalar?.scalar))") }
        emit(kind)
    }

    private mutating func word(_ byte: UInt8) throws(Stop) {
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

    private mutating func number() throws(Stop) {
        guard scanNumber() else { return try fail(badNumber) }
        guard place < bytes.count, bytes[place] == UInt8(ascii: "+") || bytes[place] == UInt8(ascii: "-") else {
            return emit(.number)
        }
        guard scanNumber(), bytes[place - 1] == UInt8(ascii: "i") else { return try fail(badNumber) }
        emit(.complex)
    }

    private var badNumber: String {
        "bad number syntax: " + GoQuote.quoted(String(decoding: bytes[start..<place], as: UTF8.self))
    }

    private mutating func scanNumber() -> Bool {
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

extension TemplateLexer {
    // MARK: Places

    private mutating func advance(to end: Int) {
        while place < end {
            if bytes[place] == 0x0A { line += 1 }
            place += 1
        }
    }

    private mutating func ignore() { (start, startLine) = (place, line) }

    private mutating func emit(_ kind: TemplateToken.Kind) {
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        tokens.append(TemplateToken(kind: kind, text: text, position: start, line: startLine))
        ignore()
    }

    private mutating func fail(_ message: String) throws(Stop) {
        tokens.append(TemplateToken(kind: .error, text: message, position: start, line: startLine))
        throw .now
    }

    @discardableResult
    private mutating func accept(_ set: String) -> Bool {
        guard place < bytes.count, set.utf8.contains(bytes[place]) else { return false }
        place += 1
        return true
    }

    private mutating func acceptRun(_ set: String) {
        while accept(set) {}
    }

    private mutating func skipBlanks() {
        while place < bytes.count, Self.isBlank(bytes[place]) { advance(to: place + 1) }
    }

    private mutating func takeWord() {
        while let (next, length) = scalar, Self.isAlphanumeric(next) { place += length }
    }

    // MARK: Looking ahead

    /// The character here, or nil at the end; a byte that is no text counts as U+FFFD.
    private var scalar: (scalar: Unicode.Scalar, length: Int)? {
        guard place < bytes.count else { return nil }
        let first = bytes[place]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        let text = String(decoding: bytes[place..<min(place + length, bytes.count)], as: UTF8.self)
        return (text.unicodeScalars.first ?? "\u{FFFD}", min(length, bytes.count - place))
    }

    private var isTerminator: Bool {
        guard place < bytes.count else { return true }
        let byte = bytes[place]
        return Self.isBlank(byte) || ".,|:)(".utf8.contains(byte) || starts("}}", at: place)
    }

    private func starts(_ text: StaticString, at index: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard index >= 0, index + count <= bytes.count else { return false }
        return text.withUTF8Buffer { wanted in bytes[index..<index + count].elementsEqual(wanted) }
    }

    private func find(_ text: StaticString, from index: Int) -> Int? {
        var next = index
        while next < bytes.count {
            if starts(text, at: next) { return next }
            next += 1
        }
        return nil
    }

    /// `- ` behind an opening delimiter.
    private func isTrimMark(_ index: Int) -> Bool {
        index + 1 < bytes.count && bytes[index] == UInt8(ascii: "-") && Self.isBlank(bytes[index + 1])
    }

    /// ` -}}`.
    private func isRightTrim(at index: Int) -> Bool {
        index < bytes.count && Self.isBlank(bytes[index]) && starts("-}}", at: index + 1)
    }

    private func rightDelimiter(at index: Int) -> (trims: Bool, length: Int)? {
        if isRightTrim(at: index) { return (true, 4) }
        return starts("}}", at: index) ? (false, 2) : nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar == "_" || MetricName.isNameByte(UInt8(scalar.value), false) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
            return true
        default: return false
        }
    }

    /// As Go's `%#U`: `U+0040 '@'`.
    private static func codePoint(_ scalar: Unicode.Scalar?) -> String {
        // Go reads past the end as the character -1.
        guard let scalar else { return "U+FFFFFFFFFFFFFFFF" }
        let hex = String(scalar.value, radix: 16, uppercase: true)
        let padded = String(repeating: "0", count: max(4 - hex.utf8.count, 0)) + hex
        return "U+\(padded)" + (GoQuote.isPrintable(scalar) || scalar == " " ? " '\(scalar)'" : "")
    }
}
