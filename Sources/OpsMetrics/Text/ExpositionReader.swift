import Glibc

/// Reads a text line by line and copies nothing: the part of the parsers that a scrape needs.
///
/// It knows the grammar of each format; what only several lines together can show, such as a histogram without its last
/// bucket, is for `MetricsText.parse`. The bytes must outlive the reader and what it returned.
public struct ExpositionReader {
    let text: UnsafeBufferPointer<UInt8>
    let format: ExpositionFormat
    /// Where the next line begins.
    var place = 0
    /// The line read last, from 1.
    public internal(set) var line = 0
    /// Where the line being read begins and ends; its line feed stands at `lineEnd`.
    var lineStart = 0
    var lineEnd = 0
    private var isEncodingChecked = false
    var hasEnded = false

    /// A reader of a text in this format.
    public init(_ text: UnsafeBufferPointer<UInt8>, format: ExpositionFormat) {
        self.text = text
        self.format = format
    }

    /// The next sample or metadata line, nil at the end.
    ///
    /// - Throws: `MetricsTextError` at the first byte that the format does not allow. The reader is of no use after that.
    public mutating func next() throws(MetricsTextError) -> ExpositionLine? {
        if !isEncodingChecked {
            isEncodingChecked = true
            if let fault = TextEncoding.firstFault(text) { throw error("these bytes are not UTF-8", at: fault) }
        }
        switch format {
        case .prometheusText: return try nextPrometheusLine()
        case .openMetrics: return try nextOpenMetricsLine()
        }
    }

    /// Finds the end of the line that begins at `place` and moves on to the one after.
    @inline(__always)
    mutating func takeLine() {
        line += 1
        lineStart = place
        lineEnd = text.count
        if let base = text.baseAddress, let found = memchr(base + place, 0x0A, text.count - place) {
            lineEnd = UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
        place = min(lineEnd + 1, text.count)
    }

    /// The byte at a place of this line; a line feed at and after its end.
    @inline(__always)
    func byte(_ at: Int) -> UInt8 { at < lineEnd ? text[at] : 0x0A }

    func error(_ message: String, at: Int) -> MetricsTextError {
        TextPlace.error(message, at: at, in: text)
    }

    /// What stands at a place, for a message.
    func shown(_ at: Int) -> String {
        guard at < lineEnd else { return "the line's end" }
        var end = at + 1
        while end < lineEnd, end < at + 24, text[end] & 0xC0 == 0x80 || text[end] > 0x20 { end += 1 }
        return "\"\(String(decoding: text[at..<end], as: UTF8.self))\""
    }

    /// The end of a metric's name that begins here.
    @inline(__always)
    func metricName(_ start: Int) throws(MetricsTextError) -> Int {
        guard ByteClass.isMetricName(byte(start)), !ByteClass.isDigit(byte(start)) else {
            throw error("expected a metric name, got \(shown(start))", at: start)
        }
        var at = start + 1
        while ByteClass.isMetricName(byte(at)) { at += 1 }
        return at
    }

    /// The end of a label's name that begins here.
    @inline(__always)
    func labelName(_ start: Int) throws(MetricsTextError) -> Int {
        guard ByteClass.isName(byte(start)), !ByteClass.isDigit(byte(start)) else {
            throw error("expected a label name, got \(shown(start))", at: start)
        }
        var at = start + 1
        while ByteClass.isName(byte(at)) { at += 1 }
        return at
    }

    /// The value of a number token.
    @inline(__always)
    func number(_ range: Range<Int>, as what: String) throws(MetricsTextError) -> Double {
        guard let value = ExpositionNumber.parse(UnsafeBufferPointer(rebasing: text[range])) else {
            throw error("expected a number as \(what), got \(shown(range.lowerBound))", at: range.lowerBound)
        }
        return value
    }
}
