/// Prometheus' text format, version 0.0.4, read strictly: for checking what a server exposes.
public enum MetricsText {
    /// One metric family of a text.
    public struct Family: Sendable, Hashable {
        /// The family's name.
        public let name: String
        /// Its type; untyped where no TYPE line was given.
        public internal(set) var kind: MetricKind = .untyped
        /// Its help text, nil where no HELP line was given.
        public internal(set) var help: String?
        /// Its samples in the text's order, each with its full name.
        public internal(set) var samples: [Entry] = []
    }

    /// One sample line.
    public struct Entry: Sendable, Hashable {
        /// The series.
        public let labels: Labels
        /// Its value.
        public let value: Double
        /// The time in milliseconds since 1970, where the line gives one.
        public let milliseconds: Int64?
        /// The line, from 1.
        public let line: Int
    }

    /// Parses a text.
    ///
    /// - Throws: `MetricsTextError` at the first fault: malformed lines, a second HELP or TYPE, a TYPE after samples, a
    ///   family in several places, a series twice, a histogram without its +Inf bucket, no line feed at the end.
    public static func parse(_ text: String) throws(MetricsTextError) -> [Family] {
        var parser = MetricsTextParser()
        return try parser.parse(text)
    }

    /// A number as Go's `strconv.ParseFloat` reads it, in the spellings the format allows.
    static func number(_ text: String) -> Double? {
        switch text.lowercased() {
        case "nan", "+nan", "-nan": return .nan
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        default:
            guard text.utf8.allSatisfy({ MetricName.isDigit($0) || ".eE+-".utf8.contains($0) }) else { return nil }
            return Double(text)
        }
    }
}
