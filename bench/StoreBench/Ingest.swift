import Foundation
import OpsMetrics

/// Texts in, samples in the store.
enum Ingest {
    private static let configuration = """
        scrape_configs:
        - job_name: node
          scrape_interval: 15s
          static_configs: [{targets: ['localhost:9100']}]
        """

    static func run(scrapes: Int, first: Int64, _ next: () throws -> [UInt8]) throws {
        let store = SeriesStore(
            configuration: StoreConfiguration(
                fullResolution: .seconds(86_400), retention: .seconds(864_000_000), memoryLimitBytes: 1 << 32))
        guard let job = try ScrapeConfiguration.load(text: configuration, name: "bench").jobs.first,
            let target = job.targets(job.staticGroups).targets.first
        else { return }
        var scraper = TargetScraper(job: job, target: target)
        var (samples, storing) = (0, 0.0)
        let (before, beginning) = (Usage.now, processorSeconds)
        for number in 0..<scrapes {
            let text = try next()
            let start = processorSeconds
            let report = scraper.take(
                .body(text, contentType: "text/plain; version=0.0.4"), at: first + Int64(number) * 15_000, took: .zero,
                into: store)
            storing += processorSeconds - start
            samples += report.kept
            if let error = report.error { print("scrape \(number): \(error)") }
        }
        print(result(store, samples, storing, processorSeconds - beginning, before, Usage.now))
    }

    private static func result(
        _ store: SeriesStore, _ samples: Int, _ storing: Double, _ seconds: Double, _ before: Usage, _ after: Usage
    ) -> String {
        let figures = store.statistics
        let fields: [(String, String)] = [
            ("samples", "\(samples)"), ("held", "\(figures.sampleCount)"), ("series", "\(figures.seriesCount)"),
            ("refused", "\(figures.refused.values.reduce(0, +))"),
            ("processor_seconds", String(format: "%.3f", seconds)),
            ("storing_seconds", String(format: "%.3f", storing)),
            ("chunk_bytes", "\(figures.sampleBytes)"), ("memory_bytes", "\(figures.memoryBytes)"),
            ("heap_bytes", "\(after.heapBytes - before.heapBytes)"), ("resident_bytes", "\(after.residentBytes)"),
            ("idle_bytes", "\(before.residentBytes)"),
        ]
        return "{" + fields.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
    }
}
