/// What the reader found on a line that is neither blank nor a comment.
public enum ExpositionLine {
    /// A sample.
    case sample(ExpositionSample)
    /// HELP, TYPE or UNIT.
    case metadata(ExpositionMetadata)
}

/// A HELP, TYPE or UNIT line, as places in the text.
public struct ExpositionMetadata {
    /// Which of the three it is.
    public enum Keyword: String, Sendable {
        case help = "HELP"
        case type = "TYPE"
        case unit = "UNIT"
    }

    let text: UnsafeBufferPointer<UInt8>
    /// Which of the three it is.
    public let keyword: Keyword
    let nameRange: Range<Int>
    let bodyRange: Range<Int>
    /// The type, where this is a TYPE line.
    public let kind: MetricKind?
    /// The line, from 1.
    public let line: Int

    /// The family's name.
    public var name: String { String(decoding: text[nameRange], as: UTF8.self) }

    /// The help text or unit, escapes resolved.
    public var body: String { LabelDecoding.unescaped(text[bodyRange]) }

    /// The place of the first quote without a backslash before it.
    var plainQuote: Int? {
        var at = bodyRange.lowerBound
        while at < bodyRange.upperBound {
            if text[at] == 0x22 { return at }
            at += text[at] == 0x5C ? 2 : 1
        }
        return nil
    }
}
