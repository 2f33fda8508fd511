import Yams

extension StrictYAML {
    /// A duration as Prometheus writes it, `0` among them.
    func duration(_ node: Node, _ field: String) throws(RuleFileError) -> Duration {
        let text = try text(node, field)
        if text == "0" { return .zero }
        guard let milliseconds = PromQLDuration.milliseconds(text) else {
            throw error(node, "\(field): not a valid duration: \"\(text)\", expected such as 30s, 5m or 1h30m")
        }
        return .milliseconds(milliseconds)
    }

    /// Texts by name, the later of the same name wins; numbers and booleans are texts here.
    func texts(_ node: Node, _ field: String) throws(RuleFileError) -> [(name: String, text: String, node: Node)] {
        var found: [(name: String, text: String, node: Node)] = []
        for entry in try mapping(node, field, allowed: nil).list {
            found.append((entry.name, try text(entry.value, "\(field): \(entry.name)"), entry.value))
        }
        return found
    }

    /// `true` or `false`, in YAML's spellings.
    func flag(_ node: Node, _ field: String) throws(RuleFileError) -> Bool {
        switch try text(node, field).lowercased() {
        case "true", "yes", "on", "y": return true
        case "false", "no", "off", "n": return false
        case let other: throw error(node, "\(field): expected true or false, got \"\(other)\"")
        }
    }

    /// A number as YAML or Go writes it: `1`, `2.5e3`, `.inf`, `NaN`.
    func number(_ node: Node, _ field: String) throws(RuleFileError) -> Double {
        let text = try text(node, field)
        guard let value = Self.number(text) else {
            throw error(node, "\(field): expected a number, got \"\(text)\"")
        }
        return value
    }

    private static func number(_ text: String) -> Double? {
        switch text.lowercased() {
        case ".nan", "nan", "+nan", "-nan": return .nan
        case ".inf", "+.inf", "inf", "+inf": return .infinity
        case "-.inf", "-inf": return -.infinity
        default:
            let plain = text.replacing("_", with: "")
            // As Go reads it: with a 0 before it in base eight, where the digits are such.
            let isNegative = plain.hasPrefix("-")
            if let whole = GoNumber.unsigned(isNegative || plain.hasPrefix("+") ? String(plain.dropFirst()) : plain) {
                return isNegative ? -Double(whole) : Double(whole)
            }
            guard plain.utf8.allSatisfy({ MetricName.isDigit($0) || ".eE+-".utf8.contains($0) }) else { return nil }
            return Double(plain) ?? (plain.hasSuffix(".") ? Double(plain + "0") : Double("0" + plain))
        }
    }
}
