import Foundation
import OpsMetrics

/// What a day of a server's own series costs, sampled once a second from a registry as the server does it.
enum Day {
    static func run(series count: Int) {
        let before = Usage.now
        let (registry, store) = (
            MetricRegistry(includesProcess: false), SeriesStore(configuration: StoreConfiguration())
        )
        var random = Generator()
        var totals = [Double](repeating: 0, count: count)
        let seconds = 86_400
        let start = processorSeconds
        for second in 0..<seconds {
            for series in 0..<count where second == 0 || changes(series, &random) {
                totals[series] = next(series, totals[series], &random)
                registry.setGauge(
                    "own_\(series / 50)", [("route", "/v1/things/\(series % 10)"), ("le", "\(series % 50)")],
                    totals[series])
            }
            store.sampleAll(registry, at: 1_700_000_000_000 + Int64(second) * 1_000)
            if second + 1 == 3_600 || second + 1 == seconds {
                show(store, second + 1, before, processorSeconds - start)
            }
        }
    }

    /// Half of the series change seldom, a quarter with every second, an eighth wander, an eighth stay.
    private static func changes(_ series: Int, _ random: inout Generator) -> Bool {
        switch series % 8 {
        case 0..<4: Int.random(in: 0..<50, using: &random) == 0
        case 4..<7: true
        default: false
        }
    }

    private static func next(_ series: Int, _ value: Double, _ random: inout Generator) -> Double {
        switch series % 8 {
        case 0..<4: value + 1
        case 6: Double(Int.random(in: 10_000...20_000, using: &random)) * 4_096
        default: value + Double(Int.random(in: 0...40, using: &random))
        }
    }

    private static func show(_ store: SeriesStore, _ seconds: Int, _ before: Usage, _ processor: Double) {
        let (figures, now) = (store.statistics, Usage.now)
        print(
            String(
                format: "after %5.1f h: %d series, %d samples, %.2f MB counted (%.2f of samples), %.2f MB of heap, "
                    + "%.1f MB resident (%.1f at the start), %d evicted; %.0f µs a second of sampling",
                Double(seconds) / 3_600, figures.seriesCount, figures.sampleCount, Double(figures.memoryBytes) / 1e6,
                Double(figures.sampleBytes) / 1e6, Double(now.heapBytes - before.heapBytes) / 1e6,
                Double(now.residentBytes) / 1e6, Double(before.residentBytes) / 1e6, figures.evictedSamples,
                processor * 1e6 / Double(seconds)))
    }
}

/// Series alone: what the store counts for them beside what the allocator gave.
enum Footprints {
    static func run() {
        for count in [1_000, 10_000, 100_000] {
            let before = Usage.now
            let store = SeriesStore(configuration: StoreConfiguration(seriesLimit: count, memoryLimitBytes: 1 << 30))
            for series in 0..<count {
                store.append(
                    Labels(
                        name: "metric_name_\(series % 500)",
                        [
                            ("instance", "host-\(series / 500).example:9100"), ("job", "node"),
                            ("path", "/some/path/that/is/long/\(series)"),
                        ]), at: 1_000, Double(series))
            }
            let (figures, after) = (store.statistics, Usage.now)
            let heap = Double(after.heapBytes - before.heapBytes)
            print(
                String(
                    format: "%6d series: %.0f bytes each counted, %.0f of heap, ratio %.2f", count,
                    Double(figures.memoryBytes) / Double(count), heap / Double(count),
                    Double(figures.memoryBytes) / heap))
        }
    }
}

/// Repeatable random numbers (SplitMix64).
struct Generator: RandomNumberGenerator {
    private var state: UInt64 = 1

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
