/// The values of a series in promtool's expanding notation: `1 2+3x4 _x2 stale`.
struct SeriesValues {
    /// What the text says: a value, nothing, or the marker of an ended series.
    private(set) var values: [Double?] = []
    /// Whether native histograms were among them; they count as missing values.
    private(set) var hasHistograms = false

    private let bytes: [UInt8]
    private var place = 0
    private let limit: Int

    /// Expands a text.
    ///
    /// - Parameters:
    ///   - text: The notation.
    ///   - limit: Values beyond so many are checked but not kept: later ones than any that a test asks for.
    /// - Throws: `RuleTestError` with the column.
    init(_ text: String, limit: Int) throws(RuleTestError) {
        bytes = Array(text.utf8)
        self.limit = limit
        skipBlanks()
        while place < bytes.count {
            try item()
            guard place == bytes.count || Self.isBlank(bytes[place]) else {
                throw error("unexpected character in series values")
            }
            skipBlanks()
        }
    }

    private mutating func item() throws(RuleTestError) {
        if take("_") {
            append(try times().map { ($0, nil) } ?? (1, nil))
        } else if isHistogram {
            try histogram()
        } else {
            let isStale = bytes[place...].starts(with: "stale".utf8) && takeWord("stale")
            try run(from: isStale ? Staleness.marker : signedNumber())
        }
    }

    /// `xN` and `+MxN` behind a value; the marker is one only the first time, then NaN.
    private mutating func run(from first: Double) throws(RuleTestError) {
        guard place < bytes.count, !Self.isBlank(bytes[place]) else { return append((1, first)) }
        if let count = try times() { return append((count &+ 1, first)) }
        let isMinus = bytes[place] == UInt8(ascii: "-")
        guard isMinus || bytes[place] == UInt8(ascii: "+") else {
            throw error("unexpected character in series values, expected such as 1+2x3")
        }
        place += 1
        let step = try unsignedNumber()
        guard let count = try times() else { throw error("unexpected end of series values, expected x and a count") }
        // Added one by one, as promtool does: the rounding is part of the value.
        var value = first
        for _ in 0...min(count, limit) {
            append((1, value))
            value += isMinus ? -step : step
        }
    }

    private mutating func signedNumber() throws(RuleTestError) -> Double {
        if take("-") { return -(try unsignedNumber()) }
        _ = take("+")
        return try unsignedNumber()
    }

    private mutating func unsignedNumber() throws(RuleTestError) -> Double {
        for (word, value) in [("inf", Double.infinity), ("nan", Double.nan)] {
            if takeWord(word) { return value }
        }
        let start = place
        var seenExponent = false
        while place < bytes.count {
            let byte = bytes[place]
            let isExponent = byte | 0x20 == UInt8(ascii: "e") && !seenExponent && place > start
            let previous = place > start ? bytes[place - 1] | 0x20 : 0
            let isSign = (byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")) && previous == UInt8(ascii: "e")
            guard MetricName.isDigit(byte) || byte == UInt8(ascii: ".") || isExponent || isSign else { break }
            if isExponent { seenExponent = true }
            place += 1
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        // As Prometheus reads it: with a 0 before it in base eight, where the digits are such.
        if let whole = GoNumber.unsigned(text) { return Double(whole) }
        guard !text.isEmpty, text != ".", let value = Double(text.hasSuffix(".") ? text + "0" : text), value.isFinite
        else { throw error("unexpected character in series values, expected a number, \"_\" or \"stale\"") }
        return value
    }

    /// `xN`, or nil where no `x` follows.
    private mutating func times() throws(RuleTestError) -> Int? {
        guard take("x") else { return nil }
        let digits = bytes[place...].prefix(while: MetricName.isDigit)
        guard !digits.isEmpty else { throw error("expected a count after x") }
        place += digits.count
        return digits.count > 15 ? .max / 2 : Int(String(decoding: digits, as: UTF8.self)) ?? 0
    }

    private mutating func append(_ run: (count: Int, value: Double?)) {
        let room = min(run.count, limit - values.count)
        if room > 0 { values.append(contentsOf: repeatElement(run.value, count: room)) }
    }
}

extension SeriesValues {
    private var isHistogram: Bool { bytes[place...].starts(with: [UInt8(ascii: "{"), UInt8(ascii: "{")]) }

    /// `{{…}}`, `{{…}}xN` or `{{…}}+{{…}}xN`: places without a float value.
    private mutating func histogram() throws(RuleTestError) {
        hasHistograms = true
        try braces()
        if take("+") || take("-") { try braces() }
        append((try times().map { $0 &+ 1 } ?? 1, nil))
    }

    private mutating func braces() throws(RuleTestError) {
        guard isHistogram else { throw error("expected a histogram {{…}}") }
        let close = [UInt8(ascii: "}"), UInt8(ascii: "}")]
        while place < bytes.count, !bytes[place...].starts(with: close) { place += 1 }
        guard place < bytes.count else { throw error("unexpected end of input inside a histogram, expected }}") }
        place += 2
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard place < bytes.count, bytes[place] == UInt8(ascii: byte) else { return false }
        place += 1
        return true
    }

    /// A word in either case, not followed by a letter, except that `x` may follow a number's word only after a sign.
    private mutating func takeWord(_ word: String) -> Bool {
        let end = place + word.utf8.count
        guard end <= bytes.count, bytes[place..<end].map({ $0 | 0x20 }).elementsEqual(word.utf8) else { return false }
        guard end == bytes.count || !MetricName.isNameByte(bytes[end], true) else { return false }
        place = end
        return true
    }

    private mutating func skipBlanks() {
        while place < bytes.count, Self.isBlank(bytes[place]) { place += 1 }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    private func error(_ message: String) -> RuleTestError {
        RuleTestError(message: "1:\(place + 1): \(message)")
    }
}
