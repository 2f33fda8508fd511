/// Writes Prometheus' text format, version 0.0.4.
enum Exposition {
    /// Appends one family: HELP, TYPE, then its samples. A family without samples is left out.
    static func write(_ family: MetricSnapshot, to text: inout String) {
        guard !family.samples.isEmpty else { return }
        text += "# HELP \(family.name) \(escapeHelp(family.help))\n"
        text += "# TYPE \(family.name) \(exposedKind(family).rawValue)\n"
        for (labels, value) in family.samples {
            text += labels.name ?? ""
            writeLabels(labels, to: &text)
            text += " "
            text += number(value)
            text += "\n"
        }
    }

    /// A number as the format wants it: shortest form that reads back the same; `+Inf`, `-Inf`, `NaN`.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// A label value with backslash, quote and line feed escaped.
    static func escapeValue(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else { return value }
        var escaped = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func escapeHelp(_ help: String) -> String {
        var escaped = ""
        for scalar in help.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Names ending in `_count`, `_sum` or `_bucket` belong to histograms; a gauge so named can only be untyped.
    private static func exposedKind(_ family: MetricSnapshot) -> MetricKind {
        let reserved = ["_count", "_sum", "_bucket"].contains { family.name.hasSuffix($0) }
        return reserved && family.kind == .gauge ? .untyped : family.kind
    }

    private static func writeLabels(_ labels: Labels, to text: inout String) {
        var separator = "{"
        for label in labels.pairs where label.name != Labels.nameLabel {
            text += separator
            text += label.name
            text += "=\""
            text += escapeValue(label.value)
            text += "\""
            separator = ","
        }
        if separator == "," { text += "}" }
    }
}
