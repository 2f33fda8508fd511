/// What OpenMetrics 1.0 asks of one sample by itself (Metric Types, Exemplars).
enum OpenMetricsSampleRules {
    /// - Throws: `MetricsTextError` where the value, the point's label or the exemplar is not allowed.
    static func check(_ sample: OpenMetricsSample, kind: MetricKind) throws(MetricsTextError) {
        try checkLabel(sample, kind: kind)
        try checkValue(sample, kind: kind)
        try checkExemplar(sample, kind: kind)
    }

    private static func checkLabel(_ sample: OpenMetricsSample, kind: MetricKind) throws(MetricsTextError) {
        switch sample.role {
        case .bucket: try checkBound(sample)
        case .quantile: try checkQuantile(sample)
        case .state:
            guard sample.pointLabel != nil else {
                throw sample.fault(
                    "expected a label \"\(sample.name)\" with the state's name on each sample of a stateset")
            }
        default:
            if let label = sample.pointLabel, kind != .stateSet {
                throw TextPlace.error(
                    "the label \"\(label.name)\" is not allowed on \"\(sample.name)\"", at: label.place,
                    in: sample.raw.text)
            }
        }
    }

    private static func checkBound(_ sample: OpenMetricsSample) throws(MetricsTextError) {
        guard let label = sample.pointLabel else { throw sample.fault("expected a label \"le\" on a bucket") }
        guard let bound = MetricsText.number(label.value), !bound.isNaN, bound != .infinity || label.value == "+Inf"
        else {
            throw TextPlace.error(
                "expected a number or +Inf in the label le, got \"\(label.value)\"", at: label.place,
                in: sample.raw.text)
        }
    }

    private static func checkQuantile(_ sample: OpenMetricsSample) throws(MetricsTextError) {
        guard let label = sample.pointLabel else {
            throw sample.fault("expected a label \"quantile\", or a suffix _count, _sum or _created, on a summary")
        }
        guard let quantile = MetricsText.number(label.value), quantile >= 0, quantile <= 1 else {
            throw TextPlace.error(
                "expected a number from 0 to 1 in the label quantile, got \"\(label.value)\"", at: label.place,
                in: sample.raw.text)
        }
    }

    private static func checkValue(_ sample: OpenMetricsSample, kind: MetricKind) throws(MetricsTextError) {
        let value = sample.value
        switch sample.role {
        case .total where !(value >= 0):
            throw sample.valueFault("expected a counter's total of 0 or more, not NaN")
        case .created where !value.isFinite:
            throw sample.valueFault("expected a time in seconds as the value of _created")
        case .count where !isCount(value), .bucket where !isCount(value):
            throw sample.valueFault("expected a whole number of 0 or more as a count")
        case .sum where kind == .gaugeHistogram ? value.isNaN : !(value >= 0):
            throw sample.valueFault("expected a sum that is \(kind == .gaugeHistogram ? "" : "0 or more and ")not NaN")
        case .quantile where value < 0:
            throw sample.valueFault("expected a quantile's value of 0 or more, or NaN")
        case .info where value != 1:
            throw sample.valueFault("expected 1 as the value of an info sample")
        case .state where value != 0 && value != 1:
            throw sample.valueFault("expected 0 or 1 as the value of a state")
        default: break
        }
    }

    private static func isCount(_ value: Double) -> Bool {
        value.isFinite && value >= 0 && value == value.rounded(.towardZero)
    }

    private static func checkExemplar(_ sample: OpenMetricsSample, kind: MetricKind) throws(MetricsTextError) {
        guard let range = sample.raw.exemplarRange else { return }
        let text = sample.raw.text
        guard sample.role == .total || sample.role == .bucket else {
            throw TextPlace.error(
                "exemplars are allowed only on _total of a counter and on _bucket", at: range.labels.lowerBound - 1,
                in: text)
        }
        let labels = try LabelDecoding.decode(text, range.labels)
        let length = labels.reduce(0) { $0 + $1.name.unicodeScalars.count + $1.value.unicodeScalars.count }
        guard length <= Exemplar.characterLimit else {
            throw TextPlace.error(
                "expected at most 128 characters in an exemplar's label names and values, got \(length)",
                at: range.labels.lowerBound, in: text)
        }
        if sample.role == .bucket, let bound = sample.pointLabel.flatMap({ MetricsText.number($0.value) }),
            !(range.value <= bound)
        {
            throw TextPlace.error(
                "expected an exemplar's value within its bucket", at: range.valueRange.lowerBound, in: text)
        }
    }
}
