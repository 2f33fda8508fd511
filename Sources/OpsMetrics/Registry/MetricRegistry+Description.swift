/// What one family of metrics is, apart from its values.
public struct MetricFamilySummary: Sendable, Hashable {
    /// The family's name; a counter's ends in `_total`.
    public let name: String
    /// Its kind.
    public let kind: MetricKind
    /// What it means.
    public let help: String
    /// Its unit; nil where it has none.
    public let unit: String?
}

/// The exemplars of one series.
public struct SeriesExemplars: Sendable, Hashable {
    /// The series, its name among the labels.
    public let labels: Labels
    /// That of a counter or a bucket: the first event after the series was last read; at most one.
    public let exemplars: [Exemplar]

    /// Exemplars of a series.
    public init(labels: Labels, exemplars: [Exemplar]) {
        self.labels = labels
        self.exemplars = exemplars
    }
}

extension MetricRegistry {
    /// Every family that has a series, by name.
    public var summaries: [MetricFamilySummary] {
        state.withLock { Array($0.families.values) }.map { $0.snapshot() }.filter { !$0.metrics.isEmpty }.map {
            MetricFamilySummary(name: $0.name, kind: $0.kind, help: $0.help, unit: $0.unit)
        }.sorted { $0.name < $1.name }
    }

    /// Exemplars of the series for which `isWanted` says so, by the series' labels.
    public func exemplars(of isWanted: (Labels) -> Bool) -> [SeriesExemplars] {
        var found: [SeriesExemplars] = []
        for family in state.withLock({ Array($0.families.values) }) {
            for metric in family.snapshot().metrics {
                for (index, exemplar) in metric.exemplars where metric.samples.indices.contains(index) {
                    let labels = metric.samples[index].labels
                    if isWanted(labels) {
                        found.append(SeriesExemplars(labels: labels, exemplars: [exemplar.exemplar]))
                    }
                }
            }
        }
        return found.sorted { $0.labels < $1.labels }
    }
}
