/// What a sample means to its metric point: its family's type and its own suffix say so.
enum OpenMetricsRole: Hashable {
    case value, total, created, count, sum, bucket, quantile, info, state

    /// The suffixes of a type with their meaning (OpenMetrics 1.0, Suffixes).
    static func suffixes(of kind: MetricKind) -> [(suffix: String, role: OpenMetricsRole)] {
        switch kind {
        case .counter: [("_total", .total), ("_created", .created)]
        case .summary: [("_count", .count), ("_sum", .sum), ("_created", .created), ("", .quantile)]
        case .histogram: [("_bucket", .bucket), ("_count", .count), ("_sum", .sum), ("_created", .created)]
        case .gaugeHistogram: [("_bucket", .bucket), ("_gcount", .count), ("_gsum", .sum)]
        case .info: [("_info", .info)]
        case .stateSet: [("", .state)]
        case .gauge, .untyped: [("", .value)]
        }
    }

    /// The label that belongs to the point and not to the metric: `le`, `quantile`, or the family's own name.
    static func pointLabel(of kind: MetricKind, family: String) -> String? {
        switch kind {
        case .histogram, .gaugeHistogram: "le"
        case .summary: "quantile"
        case .stateSet: family
        default: nil
        }
    }
}
