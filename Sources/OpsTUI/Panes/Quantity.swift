import OpsCore

/// Numbers with their units, short enough for a pane and the same everywhere. A value that is not known is `–`.
enum Quantity {
    static let unknown = "-"

    /// `1 alert`, `2 alerts`.
    static func count(_ n: Int, _ noun: String) -> String { "\(n) \(noun)\(n == 1 ? "" : "s")" }

    /// Three significant digits with k and M: `0.42`, `12.3`, `128`, `1.28k`, `12.8k`.
    static func short(_ value: Double?) -> String {
        guard let value, value.isFinite else { return unknown }
        let size = abs(value)
        switch size {
        case 999.5e6...: return "\(fixed(value / 1e9, 1))G"
        case 999.5e3...: return threeDigits(value / 1e6) + "M"
        case 999.5...: return threeDigits(value / 1e3) + "k"
        default: return threeDigits(value)
        }
    }

    private static func threeDigits(_ value: Double) -> String {
        let size = abs(value)
        if size == 0 { return "0" }
        return fixed(value, size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2)
    }

    /// For a column of like numbers: whole from ten on, so that they stand under each other.
    static func column(_ value: Double?) -> String {
        guard let value, value.isFinite, abs(value) < 999.5 else { return short(value) }
        return value == 0 ? "0" : fixed(value, abs(value) < 9.95 ? 1 : 0)
    }

    /// `1.28k /s`.
    static func rate(_ value: Double?) -> String { value == nil ? unknown : short(value) + " /s" }

    /// A ratio 0 … 1 as `4.2 %`.
    static func ratio(_ value: Double?) -> String {
        guard let value, value.isFinite else { return unknown }
        let percent = value * 100
        return fixed(percent, abs(percent) >= 99.95 ? 0 : 1) + " %"
    }

    /// A share that matters in its last digits: `99.93%`.
    static func share(_ value: Double?, decimals: Int = 2) -> String {
        guard let value, value.isFinite else { return unknown }
        return fixed(value * 100, decimals) + "%"
    }

    /// Milliseconds: `182 ms`, `1.24 s`, `10.0 s`, `16m`.
    static func milliseconds(_ value: Double?) -> String {
        guard let value, value.isFinite else { return unknown }
        switch value {
        case ..<9.95: return fixed(value, 1) + " ms"
        case ..<999.5: return fixed(value, 0) + " ms"
        case ..<999.5e3: return threeDigits(value / 1000) + " s"
        default: return duration(value / 1000)
        }
    }

    /// 0 … 100 as `38%`, right for a column.
    static func percent(_ value: Double?) -> String {
        guard let value, value.isFinite else { return unknown }
        return fixed(min(max(value, -999), 9999), 0) + "%"
    }

    static func bar(_ value: Double?) -> String {
        guard let value, value.isFinite else { return unknown }
        return fixed(value, abs(value) >= 99.95 ? 0 : 1) + " bar"
    }

    /// A number with so many decimals, rounded half away from zero, without the locale's comma. Beyond 15 digits it is
    /// written as `>1e15`, so that no value breaks a column.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite else { return unknown }
        let scale = [1.0, 10, 100, 1000][min(max(decimals, 0), 3)]
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 1e15 else { return value < 0 ? "<-1e15" : ">1e15" }
        let whole = Int64(scaled) / Int64(scale)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard scale > 1 else { return "\(sign)\(whole)" }
        let part = String(Int64(scaled) % Int64(scale))
        return "\(sign)\(whole)." + String(repeating: "0", count: min(max(decimals, 0), 3) - part.count) + part
    }
}
