import OpsMetrics

/// Times and durations as Prometheus' API takes them.
public enum PrometheusTime {
    /// Times are kept within this distance of 1970, in milliseconds, so that no sum of them and an offset can overflow.
    static let farthest: Int64 = 1 << 53

    /// What Prometheus' clients send for "the earliest" and "the latest".
    private static let named: [String: Int64] = [
        "-292273086-05-16T16:47:06Z": -farthest, "292277025-08-18T07:12:54.999999999Z": farthest,
        "292277025-08-18T07:12:54.999Z": farthest,
    ]

    /// Milliseconds since the epoch from seconds (with fractions) or RFC 3339; nil for what is neither.
    public static func milliseconds(_ text: String) -> Int64? {
        if let seconds = number(text) { return clamped(seconds) }
        return named[text] ?? RFC3339.milliseconds(text)
    }

    /// Milliseconds from seconds (with fractions) or a duration such as `1h30m`; nil for what is neither. May be negative
    /// or 0. What is longer than 0 and shorter than a millisecond is one.
    static func duration(_ text: String) -> Int64? {
        guard let seconds = number(text) else { return PromQLDuration.milliseconds(text) }
        let milliseconds = clamped(seconds)
        return milliseconds == 0 && seconds > 0 ? 1 : milliseconds
    }

    private static func clamped(_ seconds: Double) -> Int64 {
        let limit = Double(farthest)
        return Int64(min(max((seconds * 1000).rounded(), -limit), limit))
    }

    /// A finite number as Go's `ParseFloat` reads it: no blanks, no words.
    private static func number(_ text: String) -> Double? {
        guard let first = text.utf8.first, text.utf8.count <= 64, first != UInt8(ascii: " "),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }),
            let value = Double(text), value.isFinite
        else { return nil }
        return value
    }
}
