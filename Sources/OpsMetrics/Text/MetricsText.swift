/// The text formats of Prometheus and OpenMetrics, read strictly: for checking what a server exposes.
public enum MetricsText {
    /// One metric family of a text.
    public struct Family: Sendable, Hashable {
        /// The family's name.
        public let name: String
        /// Its type; untyped where no TYPE line was given.
        public internal(set) var kind: MetricKind = .untyped
        /// Its help text, nil where no HELP line was given.
        public internal(set) var help: String?
        /// Its unit, nil where no UNIT line was given.
        public internal(set) var unit: String?
        /// Its samples in the text's order, each with its full name.
        public internal(set) var samples: [Entry] = []
        /// The line that first names it, from 1.
        public internal(set) var line = 1
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
        /// The event that the line points at (OpenMetrics only).
        public let exemplar: Exemplar?
    }

    /// Parses a text in Prometheus' format 0.0.4.
    ///
    /// - Throws: `MetricsTextError` at the first fault.
    public static func parse(_ text: String) throws(MetricsTextError) -> [Family] {
        try parse(Array(text.utf8), format: .prometheusText)
    }

    /// Parses a text and keeps all of it.
    ///
    /// Version 0.0.4 is taken as Prometheus' own parser takes it; `lint` says what else is unwise. OpenMetrics is held to
    /// every MUST of its specification that one exposition can show.
    ///
    /// - Throws: `MetricsTextError` at the first fault.
    public static func parse(_ text: [UInt8], format: ExpositionFormat) throws(MetricsTextError) -> [Family] {
        let result = text.withUnsafeBufferPointer { bytes -> Result<[Family], MetricsTextError> in
            do throws(MetricsTextError) {
                switch format {
                case .prometheusText:
                    var parser = PrometheusTextParser()
                    return .success(try parser.parse(bytes))
                case .openMetrics:
                    var parser = OpenMetricsParser()
                    return .success(try parser.parse(bytes))
                }
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// A number as Go's `strconv.ParseFloat` reads it, in the spellings the formats allow.
    static func number(_ text: String) -> Double? {
        var text = text
        return text.withUTF8 { ExpositionNumber.parse($0) }
    }
}
