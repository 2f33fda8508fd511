/// Writes metrics as text, in either format.
struct Exposition {
    let format: ExpositionFormat
    private var text = ""
    /// Names that families have taken. Where two share a sample's name no parser takes the text.
    private var taken: Set<String> = []

    init(format: ExpositionFormat) {
        self.format = format
    }

    /// Appends one family. One without samples is left out, and one whose names clash with an earlier one's.
    mutating func write(_ family: MetricSnapshot) {
        guard !family.metrics.isEmpty else { return }
        switch format {
        case .prometheusText: writePrometheus(family)
        case .openMetrics: writeOpenMetrics(family)
        }
    }

    /// The whole text.
    func finished() -> String { format == .openMetrics ? text + "# EOF\n" : text }

    private mutating func writePrometheus(_ family: MetricSnapshot) {
        let suffixes = family.kind == .histogram ? ["", "_bucket", "_sum", "_count"] : [""]
        guard take(Set(suffixes.map { family.name + $0 })) else { return }
        text += "# HELP \(family.name) \(Self.escapeHelp(family.help))\n"
        text += "# TYPE \(family.name) \(Self.prometheusKind(family).rawValue)\n"
        for metric in family.metrics {
            for sample in metric.samples { writeSample(sample.labels, sample.value) }
        }
    }

    private mutating func writeOpenMetrics(_ family: MetricSnapshot) {
        let suffix = family.kind == .counter ? "_total" : family.kind == .info ? "_info" : ""
        let name = family.name.hasSuffix(suffix) ? String(family.name.dropLast(suffix.count)) : family.name
        let names = Set(OpenMetricsRole.suffixes(of: family.kind).map { name + $0.suffix } + [name])
        guard !name.isEmpty, take(names) else { return }
        text += "# TYPE \(name) \(family.kind == .untyped ? "unknown" : family.kind.rawValue)\n"
        if let unit = family.unit, family.kind != .info, family.kind != .stateSet {
            text += "# UNIT \(name) \(unit)\n"
        }
        text += "# HELP \(name) \(Self.escapeValue(family.help))\n"
        for metric in family.metrics { writeOpenMetrics(metric, family: name, kind: family.kind) }
    }

    private mutating func take(_ names: Set<String>) -> Bool {
        guard taken.isDisjoint(with: names) else { return false }
        taken.formUnion(names)
        return true
    }

    private mutating func writeOpenMetrics(_ metric: MetricSnapshot.Metric, family: String, kind: MetricKind) {
        var samples = metric.samples[...]
        // A sum that is no counter may not be shown, and the count goes with it.
        if kind == .histogram, samples.count >= 2, !Self.allowsSum(metric) { samples = samples.dropLast(2) }
        for (index, sample) in samples.enumerated() {
            writeSample(sample.labels, sample.value, metric.exemplars[index]?.exemplar)
        }
        guard kind == .counter || kind == .histogram, let last = metric.samples.last else { return }
        writeSample(last.labels.setting(Labels.nameLabel, to: family + "_created"), metric.createdSeconds)
    }

    private static func allowsSum(_ metric: MetricSnapshot.Metric) -> Bool {
        let sum = metric.samples[metric.samples.count - 2].value
        let lowest = metric.samples.first?.labels["le"].flatMap(MetricsText.number) ?? 0
        return sum >= 0 && lowest >= 0
    }

    private mutating func writeSample(_ labels: Labels, _ value: Double, _ exemplar: Exemplar? = nil) {
        text += labels.name ?? ""
        writeLabels(labels, isExemplar: false)
        text += " "
        text += Self.number(value)
        if let exemplar {
            text += " # "
            writeLabels(exemplar.labels, isExemplar: true)
            text += " \(Self.number(exemplar.value))"
            if let seconds = exemplar.seconds { text += " \(Self.number(seconds))" }
        }
        text += "\n"
    }

    private mutating func writeLabels(_ labels: Labels, isExemplar: Bool) {
        var separator = "{"
        for label in labels.pairs where label.name != Labels.nameLabel {
            text += separator
            text += label.name
            text += "=\""
            text += Self.escapeValue(label.value)
            text += "\""
            separator = ","
        }
        if separator == "," { text += "}" } else if isExemplar { text += "{}" }
    }

    /// Names ending in `_count`, `_sum` or `_bucket` belong to histograms; a gauge so named can only be untyped. The
    /// older format has no info and no stateset.
    private static func prometheusKind(_ family: MetricSnapshot) -> MetricKind {
        switch family.kind {
        case .gauge:
            ["_count", "_sum", "_bucket"].contains { family.name.hasSuffix($0) } ? .untyped : .gauge
        case .info, .stateSet: .gauge
        default: family.kind
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
}
