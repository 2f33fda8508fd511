/// What a metric's author says about it.
struct MetricDescription: Sendable, Hashable {
    let help: String
    let unit: String?
    /// Ascending finite upper bounds, for histograms.
    let buckets: [Double]?
    /// The empty histogram that each series begins with, where buckets are exponential.
    var exponential: ExponentialHistogram?
}
