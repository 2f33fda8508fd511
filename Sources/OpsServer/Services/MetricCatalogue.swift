import OpsMetrics

/// Every metric family of the server: `/metrics` takes its help texts from here, and docs/metrics.md has the same table.
struct MetricCatalogue {
    /// One family.
    struct Family: Equatable {
        var name: String
        var kind: MetricKind
        /// The names of its labels, beside those that its kind adds.
        var labels: [String]
        /// One sentence.
        var help: String
        /// Upper bounds of a histogram's buckets.
        var buckets: [Double]?
    }

    static let families = requests + work + limits + plant + alerts + rules + process

    /// Makes the help texts and buckets known; to be called before the first value.
    static func describe(in registry: MetricRegistry) {
        for family in families {
            let unit = family.buckets == nil ? nil : "seconds"
            registry.describe(family.name, help: family.help, unit: unit, buckets: family.buckets)
        }
    }

    static func counter(_ name: String, by labels: [String] = [], _ help: String) -> Family {
        Family(name: name, kind: .counter, labels: labels, help: help)
    }

    static func gauge(_ name: String, by labels: [String] = [], _ help: String) -> Family {
        Family(name: name, kind: .gauge, labels: labels, help: help)
    }

    static func states(_ name: String, by labels: [String] = [], _ help: String) -> Family {
        Family(name: name, kind: .stateSet, labels: labels, help: help)
    }
}
