/// Prometheus' durations: `1h30m`, units descending, each once.
public enum PromQLDuration {
    private static let units: [(String, Int64)] = [
        ("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
        ("ms", 1),
    ]

    /// The milliseconds of a duration such as `1h30m` or `0`, or nil where the text is none. `0` alone is left to
    /// callers, because in an expression it is a number.
    public static func milliseconds(_ text: String) -> Int64? {
        var rest = text[...]
        var total: Int64 = 0
        var nextUnit = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let count = Int64(digits), let index = units.firstIndex(where: { $0.0 == unit }), index >= nextUnit
            else { return nil }
            nextUnit = index + 1
            let (part, tooLarge) = count.multipliedReportingOverflow(by: units[index].1)
            let (sum, overflows) = total.addingReportingOverflow(part)
            guard !tooLarge, !overflows, sum < 1 << 53 else { return nil }
            total = sum
        }
        return text.isEmpty ? nil : total
    }

    /// The shortest writing of a duration in milliseconds, as Prometheus prints it.
    public static func text(_ milliseconds: Int64) -> String {
        guard milliseconds > 0 else { return "0s" }
        var left = milliseconds
        var text = ""
        for (unit, length) in units where left >= length {
            // Years and weeks only where they are the whole of it: `8d` reads better than `1w1d`.
            if (unit == "y" || unit == "w") && left % length != 0 { continue }
            text += "\(left / length)\(unit)"
            left %= length
        }
        return text
    }
}
