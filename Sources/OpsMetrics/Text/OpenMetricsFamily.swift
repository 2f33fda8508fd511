/// The family that is being read.
struct OpenMetricsFamily {
    private(set) var family: MetricsText.Family
    /// Where it is named first.
    let place: Int
    private var unitPlace: Int?
    private var metadataSeen: Set<ExpositionMetadata.Keyword> = []
    private var finished: Set<Labels> = []
    private var infoTimes: [Labels: ExactDecimal?] = [:]
    private var point: OpenMetricsPoint?
    private(set) var hasSamples = false

    init(name: String, place: Int, line: Int) {
        family = MetricsText.Family(name: name, line: line)
        self.place = place
    }

    var name: String { family.name }
    var kind: MetricKind { family.kind }

    /// Every name that belongs to this family alone: its own, and those of its samples.
    var names: [String] {
        let samples = OpenMetricsRole.suffixes(of: kind).map { name + $0.suffix }
        return samples.contains(name) ? samples : [name] + samples
    }

    func role(of sample: String) -> OpenMetricsRole? {
        guard sample.hasPrefix(name) else { return nil }
        let suffix = sample.dropFirst(name.count)
        return OpenMetricsRole.suffixes(of: kind).first { $0.suffix == suffix }?.role
    }

    mutating func take(_ metadata: ExpositionMetadata) throws(MetricsTextError) {
        func fault(_ message: String) -> MetricsTextError {
            TextPlace.error(message, at: metadata.nameRange.lowerBound, in: metadata.text)
        }
        let keyword = metadata.keyword
        guard !hasSamples else { throw fault("expected \(keyword.rawValue) of \"\(name)\" before its samples") }
        guard metadataSeen.insert(keyword).inserted else {
            throw fault("second \(keyword.rawValue) line for \"\(name)\"")
        }
        switch keyword {
        case .type: family.kind = metadata.kind ?? .untyped
        case .help:
            if let quote = metadata.plainQuote {
                throw TextPlace.error(
                    "expected \\\" in the help text, got a plain quote", at: quote, in: metadata.text)
            }
            family.help = metadata.bodyRange.isEmpty ? nil : metadata.body
        case .unit:
            family.unit = metadata.bodyRange.isEmpty ? nil : metadata.body
            unitPlace = metadata.bodyRange.lowerBound
        }
    }

    mutating func take(
        _ raw: ExpositionSample, name: String, role: OpenMetricsRole
    ) throws(MetricsTextError) {
        hasSamples = true
        let sample = try OpenMetricsSample(raw, name: name, role: role, kind: kind, family: self.name)
        try OpenMetricsSampleRules.check(sample, kind: kind)
        if role == .info { try takeInfo(sample) } else { try advance(to: sample) }
        family.samples.append(try sample.entry)
    }

    /// Which labels of an info sample are its metric's cannot be seen: only the same labels again can be wrong.
    private mutating func takeInfo(_ sample: OpenMetricsSample) throws(MetricsTextError) {
        let next = sample.timestamp
        if let before = infoTimes[sample.group] {
            guard let before, let next, before < next else {
                throw sample.fault("the sample occurs twice, or its timestamps are not in ascending order")
            }
        }
        infoTimes[sample.group] = next
    }

    private mutating func advance(to sample: OpenMetricsSample) throws(MetricsTextError) {
        // No copy of the point may live while it takes the sample: its set would be copied with it.
        let isSameMetric = point?.group == sample.group
        if isSameMetric, try point?.continues(with: sample) == true {
            try point?.add(sample)
            return
        }
        try point?.finish()
        if !isSameMetric {
            guard finished.insert(sample.group).inserted else {
                throw sample.fault("the samples of a metric are in several places")
            }
        }
        var next = OpenMetricsPoint(sample, kind: kind)
        try next.add(sample)
        point = next
    }

    /// What only the whole family shows.
    func finish(in text: UnsafeBufferPointer<UInt8>) throws(MetricsTextError) {
        try point?.finish()
        guard let unit = family.unit, let unitPlace else { return }
        guard kind != .info, kind != .stateSet else {
            throw TextPlace.error("a family of type \(kind.rawValue) has no unit", at: unitPlace, in: text)
        }
        guard name.hasSuffix("_" + unit) else {
            throw TextPlace.error(
                "expected the unit \"\(unit)\" as the end of the name \"\(name)\"", at: unitPlace, in: text)
        }
    }
}
