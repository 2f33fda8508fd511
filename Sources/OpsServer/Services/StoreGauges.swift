import OpsMetrics

/// What the series store says of itself, as metrics. Every few seconds: counting samples walks all series.
actor StoreGauges {
    static let every = Duration.seconds(15)

    private let store: SeriesStore
    private let registry: MetricRegistry
    private var told: StoreStatistics?

    init(store: SeriesStore, registry: MetricRegistry) {
        self.store = store
        self.registry = registry
    }

    func run() async {
        while !Task.isCancelled {
            show()
            do { try await Task.sleep(for: Self.every) } catch { return }
        }
    }

    func show() {
        let figures = store.statistics
        registry.setGauge("series_store_series", [], Double(figures.seriesCount))
        registry.setGauge("series_store_samples", [], Double(figures.sampleCount))
        registry.setGauge("series_store_bytes", [], Double(figures.memoryBytes))
        registry.setGauge("series_store_limit_bytes", [], Double(figures.memoryLimitBytes))
        for reason in RefusalReason.allCases {
            let more = figures.refused[reason, default: 0] - (told?.refused[reason] ?? 0)
            registry.increment("series_store_refused_total", [("reason", reason.rawValue)], by: Double(more))
        }
        registry.increment(
            "series_store_evicted_total", [], by: Double(figures.evictedSamples - (told?.evictedSamples ?? 0)))
        told = figures
    }
}
