/// Numbers as Go's `strconv.FormatFloat` writes them with the fewest digits, which is how Prometheus' API writes values.
public enum GoNumber {
    /// As in samples: without an exponent from 1e-6 to below 1e21, with one outside of that.
    public static func text(_ value: Double) -> String {
        if let word = word(value) { return word }
        if value == value.rounded(), abs(value) < 1e15, value != 0 { return "\(Int64(value))" }
        let size = abs(value)
        return size != 0 && (size < 1e-6 || size >= 1e21) ? exponential(value) : plain(value)
    }

    /// Always with an exponent, as in the values of alerts: `1.5e+00`.
    static func exponential(_ value: Double) -> String {
        if let word = word(value) { return word }
        let (digits, point) = parts(value)
        let exponent = value == 0 ? 0 : point - 1
        let fraction = digits.count > 1 ? "." + String(decoding: digits.dropFirst(), as: UTF8.self) : ""
        let size = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
        let sign = value.sign == .minus ? "-" : ""
        return sign + String(decoding: digits.prefix(1), as: UTF8.self) + fraction + (exponent < 0 ? "e-" : "e+") + size
    }

    private static func word(_ value: Double) -> String? {
        if value.isNaN { return "NaN" }
        return value.isInfinite ? (value > 0 ? "+Inf" : "-Inf") : nil
    }

    private static func plain(_ value: Double) -> String {
        let sign = value.sign == .minus ? "-" : ""
        if value == 0 { return sign + "0" }
        let (digits, point) = parts(value)
        func text(_ part: some Sequence<UInt8>) -> String { String(decoding: Array(part), as: UTF8.self) }
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + text(digits) }
        if point >= digits.count { return sign + text(digits) + String(repeating: "0", count: point - digits.count) }
        return sign + text(digits.prefix(point)) + "." + text(digits.dropFirst(point))
    }

    /// The fewest significant digits that read back as the same number, and how many of them stand before the point.
    private static func parts(_ value: Double) -> (digits: [UInt8], point: Int) {
        let text = abs(value).description
        let mantissa = text.prefix { $0 != "e" }
        var point = mantissa.prefix { $0 != "." }.count
        if let exponent = text.firstIndex(of: "e") { point += Int(text[text.index(after: exponent)...]) ?? 0 }
        var digits = Array(mantissa.utf8.filter { $0 != UInt8(ascii: ".") })
        let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
        if leading < digits.count {
            digits.removeFirst(leading)
            point -= leading
        }
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, point)
    }
}
