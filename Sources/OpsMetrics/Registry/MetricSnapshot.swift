/// One family at one moment, as it is exposed.
struct MetricSnapshot {
    /// One series, or one histogram with all its series.
    struct Metric {
        let samples: [(labels: Labels, value: Double)]
        /// Exemplars by the index of their sample.
        let exemplars: [Int: RecordedExemplar]
        let createdSeconds: Double
    }

    let name: String
    let kind: MetricKind
    let help: String
    let unit: String?
    let metrics: [Metric]
}
