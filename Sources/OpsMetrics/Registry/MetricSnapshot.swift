/// One family at one moment, as it is exposed.
struct MetricSnapshot {
    let name: String
    let kind: MetricKind
    let help: String
    let samples: [(Labels, Double)]
}
