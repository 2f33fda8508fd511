/// Numbers as texts as Go's `strconv` has them, where PromQL puts numbers into labels.
enum NumberText {
    /// Without an exponent, with as many digits as are needed: what `count_values` puts into a label.
    static func plain(_ value: Double) -> String {
        special(value) ?? plain(Decimal(value))
    }

    /// With a point or an exponent always (`0.9`, `1.0`, `1e-07`): what `histogram_quantiles` puts into its label.
    static func openMetrics(_ value: Double) -> String {
        if let special = special(value) { return special }
        if value == 0 { return "0.0" }
        let decimal = Decimal(value)
        let exponent = decimal.point - 1
        guard exponent < -4 || exponent >= 6 else {
            let text = plain(decimal)
            return text.contains(".") ? text : text + ".0"
        }
        let rest = decimal.digits.dropFirst()
        let mantissa = decimal.digits.prefix(1) + (rest.isEmpty ? "" : "." + rest)
        let size = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
        return "\(decimal.isNegative ? "-" : "")\(mantissa)e\(exponent < 0 ? "-" : "+")\(size)"
    }

    private static func special(_ value: Double) -> String? {
        if value.isNaN { return "NaN" }
        return value.isInfinite ? (value < 0 ? "-Inf" : "+Inf") : nil
    }

    private static func plain(_ decimal: Decimal) -> String {
        let (digits, point) = (decimal.digits, decimal.point)
        let text: String
        if point <= 0 {
            text = digits == "0" ? digits : "0." + String(repeating: "0", count: -point) + digits
        } else if point >= digits.count {
            text = digits + String(repeating: "0", count: point - digits.count)
        } else {
            text = digits.prefix(point) + "." + digits.dropFirst(point)
        }
        return decimal.isNegative ? "-" + text : text
    }
}

/// The fewest digits that mean a finite number, and where its point stands.
private struct Decimal {
    let isNegative: Bool
    /// Without zeros in front and behind; `0` for zero.
    let digits: String
    /// How many digits stand before the point; negative with zeros behind it.
    let point: Int

    init(_ value: Double) {
        isNegative = value.sign == .minus
        let parts = "\(value.magnitude)".split(separator: "e", maxSplits: 1)
        let halves = (parts.first ?? "0").split(separator: ".", maxSplits: 1)
        let (whole, fraction) = (halves.first ?? "0", halves.count > 1 ? halves[1] : "")
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let all = whole + fraction
        let leading = all.prefix { $0 == "0" }.count
        var kept = all.dropFirst(leading)
        while kept.last == "0" { kept.removeLast() }
        digits = kept.isEmpty ? "0" : String(kept)
        point = kept.isEmpty ? 0 : whole.count - leading + exponent
    }
}
