extension TemplateLexer {
    // MARK: Places

    mutating func advance(to end: Int) {
        while place < end {
            if bytes[place] == 0x0A { line += 1 }
            place += 1
        }
    }

    mutating func ignore() { (start, startLine) = (place, line) }

    mutating func emit(_ kind: TemplateToken.Kind) {
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        tokens.append(TemplateToken(kind: kind, text: text, position: start, line: startLine))
        ignore()
    }

    mutating func fail(_ message: String) throws(Stop) {
        tokens.append(TemplateToken(kind: .error, text: message, position: start, line: startLine))
        throw .now
    }

    @discardableResult
    mutating func accept(_ set: String) -> Bool {
        guard place < bytes.count, set.utf8.contains(bytes[place]) else { return false }
        place += 1
        return true
    }

    mutating func acceptRun(_ set: String) {
        while accept(set) {}
    }

    mutating func skipBlanks() {
        while place < bytes.count, Self.isBlank(bytes[place]) { advance(to: place + 1) }
    }

    mutating func takeWord() {
        while let (next, length) = scalar, Self.isAlphanumeric(next) { place += length }
    }

    // MARK: Looking ahead

    /// The character here, or nil at the end; a byte that is no text counts as U+FFFD.
    var scalar: (scalar: Unicode.Scalar, length: Int)? {
        guard place < bytes.count else { return nil }
        let first = bytes[place]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        let text = String(decoding: bytes[place..<min(place + length, bytes.count)], as: UTF8.self)
        return (text.unicodeScalars.first ?? "\u{FFFD}", min(length, bytes.count - place))
    }

    var isTerminator: Bool {
        guard place < bytes.count else { return true }
        let byte = bytes[place]
        return Self.isBlank(byte) || ".,|:)(".utf8.contains(byte) || starts("}}", at: place)
    }

    func starts(_ text: StaticString, at index: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard index >= 0, index + count <= bytes.count else { return false }
        return text.withUTF8Buffer { wanted in bytes[index..<index + count].elementsEqual(wanted) }
    }

    func find(_ text: StaticString, from index: Int) -> Int? {
        var next = index
        while next < bytes.count {
            if starts(text, at: next) { return next }
            next += 1
        }
        return nil
    }

    /// `- ` behind an opening delimiter.
    func isTrimMark(_ index: Int) -> Bool {
        index + 1 < bytes.count && bytes[index] == UInt8(ascii: "-") && Self.isBlank(bytes[index + 1])
    }

    /// ` -}}`.
    func isRightTrim(at index: Int) -> Bool {
        index < bytes.count && Self.isBlank(bytes[index]) && starts("-}}", at: index + 1)
    }

    func rightDelimiter(at index: Int) -> (trims: Bool, length: Int)? {
        if isRightTrim(at: index) { return (true, 4) }
        return starts("}}", at: index) ? (false, 2) : nil
    }

    static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar == "_" || MetricName.isNameByte(UInt8(scalar.value), false) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
            return true
        default: return false
        }
    }

    /// As Go's `%#U`: `U+0040 '@'`.
    static func codePoint(_ scalar: Unicode.Scalar?) -> String {
        // Go reads past the end as the character -1.
        guard let scalar else { return "U+FFFFFFFFFFFFFFFF" }
        let hex = String(scalar.value, radix: 16, uppercase: true)
        let padded = String(repeating: "0", count: max(4 - hex.utf8.count, 0)) + hex
        return "U+\(padded)" + (GoQuote.isPrintable(scalar) || scalar == " " ? " '\(scalar)'" : "")
    }
}
