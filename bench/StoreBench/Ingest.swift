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

    /// What went in, and what it took.
    private struct Course {
        var samples = 0
        var storing = 0.0
        var processor = 0.0
        var residentBytes = 0
        var heapBytes = 0
    }

    static func run(scrapes: Int, first: Int64, _ next: () throws -> [UInt8]) throws {
        // As the server keeps it: an hour in full, a day one in 15 s. Only the limit is out of the way.
        var store: SeriesStore? = SeriesStore(configuration: StoreConfiguration(memoryLimitBytes: 1 << 32))
        let before = Usage.now
        guard let course = try fill(store, scrapes, first, next), let figures = store?.statistics else { return }
        // What the allocator gets back with the store alone is what the store took; the scraper went before.
        let with = Usage.now.heapBytes
        store = nil
        let storeBytes = with - Usage.now.heapBytes
        let fields: [(String, String)] = [
            ("samples", "\(course.samples)"), ("held", "\(figures.sampleCount)"), ("series", "\(figures.seriesCount)"),
            ("refused", "\(figures.refused.values.reduce(0, +))"),
            ("processor_seconds", String(format: "%.3f", course.processor)),
            ("storing_seconds", String(format: "%.3f", course.storing)),
            ("chunk_bytes", "\(figures.sampleBytes)"), ("memory_bytes", "\(figures.memoryBytes)"),
            ("store_bytes", "\(storeBytes)"), ("heap_bytes", "\(course.heapBytes - before.heapBytes)"),
            ("resident_bytes", "\(course.residentBytes)"), ("idle_bytes", "\(before.residentBytes)"),
        ]
        print("{" + fields.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}")
    }

    private static func fill(
        _ store: SeriesStore?, _ scrapes: Int, _ first: Int64, _ next: () throws -> [UInt8]
    ) throws -> Course? {
        guard let store, let job = try ScrapeConfiguration.load(text: configuration, name: "bench").jobs.first,
            let target = job.targets(job.staticGroups).targets.first
        else { return nil }
        var scraper = TargetScraper(job: job, target: target)
        var course = Course()
        let beginning = processorSeconds
        for number in 0..<scrapes {
            let text = try next()
            let start = processorSeconds
            let report = scraper.take(
                .body(text, contentType: "text/plain; version=0.0.4"), at: first + Int64(number) * 15_000, took: .zero,
                into: store)
            course.storing += processorSeconds - start
            course.samples += report.kept
            if let error = report.error { print("scrape \(number): \(error)") }
        }
        course.processor = processorSeconds - beginning
        (course.residentBytes, course.heapBytes) = (Usage.now.residentBytes, Usage.now.heapBytes)
        return course
    }
}
