/// Puts the lines of a 0.0.4 text together to families and checks what Prometheus' parser checks across lines.
struct PrometheusTextParser {
    private var families: [MetricsText.Family] = []
    private var indices: [String: Int] = [:]
    private var typed: Set<Int> = []

    /// All families that have samples.
    mutating func parse(_ text: UnsafeBufferPointer<UInt8>) throws(MetricsTextError) -> [MetricsText.Family] {
        var reader = ExpositionReader(text, format: .prometheusText)
        while let line = try reader.next() {
            switch line {
            case .metadata(let metadata): try take(metadata)
            case .sample(let sample): try take(sample)
            }
        }
        return families.filter { !$0.samples.isEmpty }
    }

    private mutating func take(_ metadata: ExpositionMetadata) throws(MetricsTextError) {
        let name = metadata.name
        let index = family(of: name, line: metadata.line)
        let owner = families[index].name
        func fault(_ message: String) -> MetricsTextError {
            TextPlace.error(message, at: metadata.nameRange.lowerBound, in: metadata.text)
        }
        if metadata.keyword == .help {
            guard families[index].help == nil else { throw fault("second HELP line for \"\(owner)\"") }
            families[index].help = metadata.body
        } else if let kind = metadata.kind {
            guard families[index].samples.isEmpty else { throw fault("TYPE of \"\(owner)\" after its samples") }
            guard typed.insert(index).inserted else { throw fault("second TYPE line for \"\(owner)\"") }
            families[index].kind = kind
        }
    }

    private mutating func take(_ sample: ExpositionSample) throws(MetricsTextError) {
        let labels = try sample.labels()
        let index = family(of: labels.name ?? "", line: sample.line)
        try check(labels, sample, kind: families[index].kind)
        families[index].samples.append(
            MetricsText.Entry(
                labels: labels, value: sample.value, milliseconds: sample.milliseconds, line: sample.line,
                exemplar: nil))
    }

    /// `le` and `quantile` must be numbers where the type gives them a meaning.
    private func check(_ labels: Labels, _ sample: ExpositionSample, kind: MetricKind) throws(MetricsTextError) {
        guard kind == .histogram || kind == .summary else { return }
        let key = kind == .histogram ? "le" : "quantile"
        for label in try LabelDecoding.decode(sample.text, sample.labelsRange) where label.name == key {
            guard MetricsText.number(label.value) == nil else { continue }
            throw TextPlace.error(
                "expected a number in the label \(key), got \"\(label.value)\"", at: label.place, in: sample.text)
        }
    }

    /// The family of a name; the suffixes of histograms and summaries belong to their family.
    private mutating func family(of name: String, line: Int) -> Int {
        let owner = owner(of: name)
        if let index = indices[owner] { return index }
        indices[owner] = families.count
        families.append(MetricsText.Family(name: owner, line: line))
        return families.count - 1
    }

    private func owner(of name: String) -> String {
        if indices[name] != nil { return name }
        if let base = base(of: name, ["_count", "_sum"], .summary) { return base }
        return base(of: name, ["_count", "_sum", "_bucket"], .histogram) ?? name
    }

    private func base(of name: String, _ suffixes: [String], _ kind: MetricKind) -> String? {
        guard let suffix = suffixes.first(where: { name.hasSuffix($0) }) else { return nil }
        let base = String(name.dropLast(suffix.count))
        guard let index = indices[base], families[index].kind == kind else { return nil }
        return base
    }
}
