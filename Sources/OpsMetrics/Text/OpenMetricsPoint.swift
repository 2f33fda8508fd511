/// One metric point as it is read: what its samples must fulfil together.
struct OpenMetricsPoint {
    private struct Key: Hashable {
        let role: OpenMetricsRole
        /// The value that tells the point's samples apart; as a label, for bytes count.
        let label: Label

        init(role: OpenMetricsRole, label: String) {
            self.role = role
            self.label = Label(name: "", value: label)
        }
    }

    let kind: MetricKind
    let group: Labels
    let timestamp: ExactDecimal?
    private var seen: Set<Key> = []
    private var lastBound: Double?
    private var lastCount = 0.0
    private var hasNegativeBound = false
    private var count: Double?
    private var sum: Double?
    private var last: OpenMetricsSample

    init(_ first: OpenMetricsSample, kind: MetricKind) {
        self.kind = kind
        group = first.group
        timestamp = first.timestamp
        last = first
    }

    /// Whether a sample of the same metric is of this point: the time stamps agree.
    ///
    /// - Throws: `MetricsTextError` where time goes backwards or only one of two samples has a time stamp.
    func continues(with sample: OpenMetricsSample) throws(MetricsTextError) -> Bool {
        let next = sample.timestamp
        guard (timestamp == nil) == (next == nil) else {
            throw sample.fault("expected a timestamp on all samples of a metric or on none")
        }
        guard let timestamp, let next else { return true }
        guard !(next < timestamp) else { throw sample.fault("expected timestamps of a metric in ascending order") }
        return !(timestamp < next)
    }

    mutating func add(_ sample: OpenMetricsSample) throws(MetricsTextError) {
        last = sample
        switch sample.role {
        case .bucket: return try addBucket(sample)
        case .count: count = sample.value
        case .sum: sum = sample.value
        default: break
        }
        var label = sample.pointLabel?.value ?? ""
        if sample.role == .quantile, let number = MetricsText.number(label) { label = (number + 0).description }
        guard seen.insert(Key(role: sample.role, label: label)).inserted else {
            throw sample.fault("the sample occurs twice in its metric point")
        }
    }

    private mutating func addBucket(_ sample: OpenMetricsSample) throws(MetricsTextError) {
        guard let label = sample.pointLabel, let bound = MetricsText.number(label.value) else { return }
        if let lastBound, !(bound > lastBound) {
            throw TextPlace.error(
                "expected buckets in ascending order of le, each once", at: label.place, in: sample.raw.text)
        }
        guard sample.value >= lastCount else {
            throw sample.valueFault("expected cumulative buckets: this one counts less than the one before")
        }
        lastBound = bound
        lastCount = sample.value
        if bound < 0 { hasNegativeBound = true }
    }

    /// What only the whole point shows.
    func finish() throws(MetricsTextError) {
        switch kind {
        case .counter where !seen.contains(Key(role: .total, label: "")):
            throw last.fault("expected a sample with the suffix _total in each point of a counter")
        case .histogram: try finishHistogram(prefix: "_")
        case .gaugeHistogram: try finishHistogram(prefix: "_g")
        default: break
        }
    }

    private func finishHistogram(prefix: String) throws(MetricsTextError) {
        guard lastBound == .infinity else {
            throw last.fault("expected a bucket le=\"+Inf\" in each point of a histogram")
        }
        if let count, count != lastCount {
            throw last.fault("expected \(prefix)count to equal the bucket le=\"+Inf\"")
        }
        guard (sum == nil) == (count == nil) else {
            throw last.fault("expected \(prefix)sum and \(prefix)count both or neither")
        }
        guard let sum else { return }
        if kind == .histogram, hasNegativeBound {
            throw last.fault("a histogram with buckets below 0 must not have _sum")
        }
        if sum < 0, !hasNegativeBound {
            throw last.fault("expected \(prefix)sum of 0 or more where no bucket is below 0")
        }
    }
}
