extension MetricRegistry {
    /// Bounds that text shows of an exponential histogram that was not told others: 2^-10 (about 1 ms) to 2^6 (64 s).
    public static let exponentialTextBounds = (-10...6).map { ExponentialHistogram.bound($0, schema: 0) }

    /// Says that a family is a histogram with exponential buckets; call it before the family's first value.
    ///
    /// Neither text format can carry such buckets, so text (and the series store) shows classic ones. Counts are exact
    /// where a bound is a power of two and the schema is 0 or more; elsewhere a bucket counts what surely lies below.
    ///
    /// - Parameters:
    ///   - shape: The empty histogram that each series begins with.
    ///   - textBounds: Ascending upper bounds without +Inf, for text.
    public func describeExponential(
        _ name: String, help: String, unit: String? = nil, shape: ExponentialHistogram = ExponentialHistogram(),
        textBounds: [Double] = exponentialTextBounds
    ) {
        let bounds = Array(Set(textBounds.filter(\.isFinite))).sorted()
        let description = MetricDescription(help: help, unit: unit, buckets: bounds, exponential: shape)
        state.withLock { $0.descriptions[MetricName.valid(name)] = description }
    }

    /// Shows text as labels of a constant 1, such as a version. The name ends in `_info`.
    public func setInfo(_ name: String, _ labels: [(String, String)]) {
        family(name, .info).set(labels, 1)
    }

    /// Shows which of a set of states holds: one series a state, 1 or 0, with the state in a label of the family's name.
    public func setStates(_ name: String, _ labels: [(String, String)] = [], _ states: [(name: String, isOn: Bool)]) {
        let family = family(name, .stateSet)
        for state in states { family.set(labels + [(family.name, state.name)], state.isOn ? 1 : 0) }
    }
}
