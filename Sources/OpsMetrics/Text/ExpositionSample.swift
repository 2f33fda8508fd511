/// One sample line of a text, as places in the text: nothing is copied.
///
/// Valid only while the reader's bytes are; decode what must stay.
public struct ExpositionSample {
    let text: UnsafeBufferPointer<UInt8>
    /// Where the sample's name and labels stand, braces and all.
    let seriesRange: Range<Int>
    let nameEnd: Int
    /// The labels between the braces; empty where there are none.
    let labelsRange: Range<Int>
    let valueRange: Range<Int>
    let timestampRange: Range<Int>
    let exemplarRange: ExemplarRange?
    /// The value.
    public let value: Double
    /// The time in milliseconds since 1970, where the line gives one; OpenMetrics' seconds are rounded down.
    public let milliseconds: Int64?
    /// The line, from 1.
    public let line: Int

    struct ExemplarRange {
        let labels: Range<Int>
        let value: Double
        let valueRange: Range<Int>
        let timestampRange: Range<Int>
    }

    /// The name and labels as written: the same series is nearly always written alike, so these bytes make a key for
    /// what was decoded before.
    public var series: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: text[seriesRange]) }

    /// The metric's name as written.
    public var name: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: text[seriesRange.lowerBound..<nameEnd])
    }

    /// A hash of `series`, good for tables of this process.
    public var hash: UInt64 { SeriesTextHash.of(series) }

    /// Whether the line carries an exemplar.
    public var hasExemplar: Bool { exemplarRange != nil }

    /// The series.
    ///
    /// - Throws: `MetricsTextError` where a label occurs twice.
    public func labels() throws(MetricsTextError) -> Labels {
        var decoded = try LabelDecoding.decode(text, labelsRange)
        decoded.append(.init(name: Labels.nameLabel, value: string(seriesRange.lowerBound..<nameEnd), place: 0))
        return LabelDecoding.labels(decoded)
    }

    /// The exemplar, decoded.
    public func exemplar() throws(MetricsTextError) -> Exemplar? {
        guard let range = exemplarRange else { return nil }
        let labels = LabelDecoding.labels(try LabelDecoding.decode(text, range.labels))
        let stamp = UnsafeBufferPointer(rebasing: text[range.timestampRange])
        return Exemplar(labels: labels, value: range.value, seconds: ExpositionNumber.finite(stamp))
    }

    func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
}
