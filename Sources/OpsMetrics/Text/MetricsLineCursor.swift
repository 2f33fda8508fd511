/// Reads one line of a metrics text from left to right.
struct MetricsLineCursor {
    private let bytes: ArraySlice<UInt8>
    private let line: Int
    private var place: Int

    init(_ bytes: ArraySlice<UInt8>, line: Int) {
        self.bytes = bytes
        self.line = line
        place = bytes.startIndex
    }

    var current: UInt8? { place < bytes.endIndex ? bytes[place] : nil }
    var column: Int { place - bytes.startIndex + 1 }

    func error(_ message: String, column: Int? = nil) -> MetricsTextError {
        MetricsTextError(message: message, line: line, column: column ?? self.column)
    }

    mutating func advance() { place += 1 }

    mutating func skipBlanks() {
        while let byte = current, byte == 0x20 || byte == 0x09 { advance() }
    }

    /// Everything up to a blank or the line's end.
    mutating func word() -> String {
        let start = place
        while let byte = current, byte != 0x20, byte != 0x09 { advance() }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    /// The rest of a HELP line, unescaped.
    mutating func help() throws(MetricsTextError) -> String {
        var text: [UInt8] = []
        while let byte = current {
            advance()
            text.append(byte == UInt8(ascii: "\\") ? try escaped(allowsQuote: false) : byte)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// `name{label="value",…} value [timestamp]`.
    mutating func sample() throws(MetricsTextError) -> MetricsText.Entry {
        let start = column
        let name = name(allowsColon: true)
        guard MetricName.isValid(name) else { throw error("expected a metric name", column: start) }
        var labels = [Label(name: Labels.nameLabel, value: name)]
        skipBlanks()
        if current == UInt8(ascii: "{") { try parseLabels(into: &labels) }
        skipBlanks()
        let value = try value()
        skipBlanks()
        var milliseconds: Int64?
        if current != nil {
            let start = column
            let text = word()
            guard let number = Int64(text) else {
                throw error("expected a timestamp in whole milliseconds, got \"\(text)\"", column: start)
            }
            milliseconds = number
        }
        skipBlanks()
        guard current == nil else { throw error("unexpected text after the timestamp") }
        return MetricsText.Entry(labels: Labels(labels: labels), value: value, milliseconds: milliseconds, line: line)
    }

    private mutating func value() throws(MetricsTextError) -> Double {
        let start = column
        let text = word()
        guard let value = MetricsText.number(text) else {
            throw error("expected a number as value, got \"\(text)\"", column: start)
        }
        return value
    }

    private mutating func name(allowsColon: Bool) -> String {
        let start = place
        while let byte = current, MetricName.isNameByte(byte, allowsColon) { advance() }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func parseLabels(into labels: inout [Label]) throws(MetricsTextError) {
        advance()
        skipBlanks()
        while current != UInt8(ascii: "}") {
            let start = column
            let name = name(allowsColon: false)
            guard MetricName.isValidLabel(name), name != Labels.nameLabel else {
                throw error("expected a label name", column: start)
            }
            guard !labels.contains(where: { $0.name == name }) else {
                throw error("the label \"\(name)\" occurs twice", column: start)
            }
            skipBlanks()
            try expect(UInt8(ascii: "="), "\"=\" after the label name")
            skipBlanks()
            labels.append(Label(name: name, value: try quoted()))
            skipBlanks()
            guard current != UInt8(ascii: "}") else { break }
            try expect(UInt8(ascii: ","), "\",\" or \"}\" after a label")
            skipBlanks()
        }
        advance()
    }

    private mutating func expect(_ byte: UInt8, _ what: String) throws(MetricsTextError) {
        guard current == byte else { throw error("expected \(what)") }
        advance()
    }

    private mutating func quoted() throws(MetricsTextError) -> String {
        try expect(UInt8(ascii: "\""), "a quoted label value")
        var text: [UInt8] = []
        while let byte = current {
            advance()
            if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
            text.append(byte == UInt8(ascii: "\\") ? try escaped(allowsQuote: true) : byte)
        }
        throw error("unterminated label value")
    }

    private mutating func escaped(allowsQuote: Bool) throws(MetricsTextError) -> UInt8 {
        guard let byte = current else { throw error("the line ends with a backslash") }
        advance()
        switch byte {
        case UInt8(ascii: "\\"): return byte
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "\"") where allowsQuote: return byte
        default: throw error("invalid escape sequence", column: column - 2)
        }
    }
}
