/// Looks for what Prometheus' naming guide advises against, as `promtool check metrics` does, and for what a scrape of
/// version 0.0.4 would take in strange ways.
public enum MetricsLint {
    /// Notes in the order of the text.
    public static func notes(_ families: [MetricsText.Family], format: ExpositionFormat) -> [MetricsLintNote] {
        families.flatMap { family in
            messages(family, format).map { MetricsLintNote(family: family.name, message: $0.0, line: $0.1) }
        }
    }

    private static func messages(_ family: MetricsText.Family, _ format: ExpositionFormat) -> [(String, Int)] {
        var found = naming(family, format).map { ($0, family.line) }
        if family.help == nil { found.append(("no help text", family.line)) }
        found += labels(family)
        if format == .prometheusText { found += repeats(family) + buckets(family) }
        return found
    }

    private static func naming(_ family: MetricsText.Family, _ format: ExpositionFormat) -> [String] {
        let (name, kind) = (family.name, family.kind)
        var found: [String] = []
        if format == .prometheusText, kind == .counter, !name.hasSuffix("_total") {
            found.append("counter metrics should have \"_total\" suffix")
        }
        if format == .prometheusText, kind != .counter, kind != .untyped, name.hasSuffix("_total") {
            found.append("non-counter metrics should not have \"_total\" suffix")
        }
        let suffixes: [(String, [MetricKind])] = [
            ("_bucket", [.histogram, .gaugeHistogram]), ("_count", [.histogram, .summary, .gaugeHistogram]),
            ("_sum", [.histogram, .summary, .gaugeHistogram]),
        ]
        for (suffix, owners) in suffixes where name.hasSuffix(suffix) && !owners.contains(kind) && kind != .untyped {
            found.append("a \(kind.rawValue) should not have \"\(suffix)\" suffix")
        }
        if name.contains(":") { found.append("metric names should not contain ':'") }
        if name.utf8.contains(where: { $0 >= 0x41 && $0 <= 0x5A }) {
            found.append("metric names should be written in 'snake_case' not 'camelCase'")
        }
        if name.hasPrefix("_") { found.append("metric names beginning with '_' are reserved") }
        let words = name.split(separator: "_").map(String.init)
        for word in words where nonBase[word] != nil {
            found.append("use base unit \"\(nonBase[word] ?? "")\" instead of \"\(word)\"")
        }
        if words.contains(kind.rawValue), kind != .untyped, kind != .info {
            found.append("metric name should not include type '\(kind.rawValue)'")
        }
        return found
    }

    private static let nonBase = [
        "milliseconds": "seconds", "microseconds": "seconds", "nanoseconds": "seconds", "ms": "seconds",
        "minutes": "seconds", "hours": "seconds", "days": "seconds", "weeks": "seconds", "kilobytes": "bytes",
        "megabytes": "bytes", "gigabytes": "bytes", "terabytes": "bytes", "kibibytes": "bytes", "mebibytes": "bytes",
        "gibibytes": "bytes", "bits": "bytes", "percent": "ratio", "fahrenheit": "celsius", "kilometers": "meters",
        "millimeters": "meters", "centimeters": "meters", "kilograms": "grams", "milligrams": "grams",
        "kilojoules": "joules", "millivolts": "volts", "milliamperes": "amperes",
    ]

    private static func labels(_ family: MetricsText.Family) -> [(String, Int)] {
        var seen: Set<String> = []
        var found: [(String, Int)] = []
        func note(_ message: String, _ line: Int) {
            if seen.insert(message).inserted { found.append((message, line)) }
        }
        let buckets = family.kind == .histogram || family.kind == .gaugeHistogram
        for sample in family.samples {
            for label in sample.labels.pairs where label.name != Labels.nameLabel {
                if label.name == "le", !buckets {
                    note("non-histogram metrics should not have \"le\" label", sample.line)
                }
                if label.name == "quantile", family.kind != .summary, family.kind != .untyped {
                    note("non-summary metrics should not have \"quantile\" label", sample.line)
                }
                if label.name.hasPrefix("_") { note("label names beginning with '_' are reserved", sample.line) }
                if label.name != family.name, label.name.utf8.contains(where: { $0 >= 0x41 && $0 <= 0x5A }) {
                    note("label names should be written in 'snake_case' not 'camelCase'", sample.line)
                }
            }
        }
        return found
    }

    /// Series that occur twice: which value counts is not defined.
    private static func repeats(_ family: MetricsText.Family) -> [(String, Int)] {
        var seen: Set<Labels> = []
        return family.samples.filter { !seen.insert($0.labels).inserted }.prefix(10).map {
            ("the series \($0.labels) occurs twice", $0.line)
        }
    }

    private static func buckets(_ family: MetricsText.Family) -> [(String, Int)] {
        guard family.kind == .histogram else { return [] }
        var complete: [Labels: (hasLast: Bool, line: Int)] = [:]
        for sample in family.samples where sample.labels.name == family.name + "_bucket" {
            let isLast = sample.labels["le"].flatMap(MetricsText.number) == .infinity
            let key = sample.labels.removing(["le"])
            complete[key] = ((complete[key]?.hasLast ?? false) || isLast, sample.line)
        }
        return complete.values.filter { !$0.hasLast }.map { ("a histogram without a bucket le=\"+Inf\"", $0.line) }
            .sorted { $0.1 < $1.1 }
    }
}
