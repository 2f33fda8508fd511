import Testing

@testable import OpsMetrics

@Suite("The series store keeps every bit and stays bounded")
struct SeriesStoreTests {
    private let labels = Labels(name: "x", [("a", "1")])

    @Test("compressed samples come back exactly", arguments: 0..<20)
    func roundTrip(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let store = SeriesStore(retention: .seconds(1_000_000_000))
        var wanted: [SamplePoint] = []
        var time: Int64 = 1_700_000_000_000
        for _ in 0..<700 {
            time += [1_000, 1_000, 1_003, 1, 64, 65, 8_200, 600_000, 5_000_000_000].randomElement(using: &random) ?? 1
            let value: Double =
                switch Int.random(in: 0..<6, using: &random) {
                case 0: .infinity
                case 1: Staleness.marker
                case 2: wanted.last?.value ?? 0
                case 3: Double(bitPattern: random.next())
                case 4: Double(Int.random(in: -5...5, using: &random))
                default: Double.random(in: -1e9...1e9, using: &random)
                }
            wanted.append(SamplePoint(milliseconds: time, value: value))
            #expect(store.append(labels, at: time, value))
        }
        let found = store.select([.equal("a", "1")], from: .min, through: .max).first?.samples ?? []
        #expect(found.map(\.milliseconds) == wanted.map(\.milliseconds))
        #expect(found.map(\.value.bitPattern) == wanted.map(\.value.bitPattern))
    }

    @Test("late samples are refused and counted, twins accepted")
    func order() {
        let store = SeriesStore()
        #expect(store.append(labels, at: 1_000, 1))
        #expect(store.append(labels, at: 1_000, 1))
        #expect(!store.append(labels, at: 1_000, 2))
        #expect(!store.append(labels, at: 999, 1))
        #expect(store.statistics.outOfOrderSamples == 2)
        #expect(store.statistics.sampleCount == 1)
    }

    @Test("no more series than the limit")
    func limit() {
        let store = SeriesStore(seriesLimit: 2)
        for index in 0..<5 { store.append(Labels(name: "x", [("i", "\(index)")]), at: 1, 1) }
        #expect(store.statistics.seriesCount == 2)
        #expect(store.statistics.refusedSeries == 3)
    }

    @Test("what is older than the retention goes, and ended series with it")
    func retention() throws {
        let store = SeriesStore(retention: .seconds(600))
        store.append(Labels(name: "old"), at: 0, 1)
        for second in 0..<3_600 { store.append(labels, at: Int64(second) * 1_000, 1) }
        #expect(store.statistics.seriesCount == 1)
        #expect(store.statistics.sampleCount <= 600 + 60 + 120)
        #expect(store.series([.equal("__name__", "old")]).isEmpty)
        #expect(store.select([.equal("a", "1")], from: 3_000_000, through: 3_599_000).first?.samples.count == 600)
    }

    @Test("a still series of an hour takes a few hundred bytes; three hundred counters under two megabytes")
    func lean() {
        let store = SeriesStore()
        for second in 0..<900 {
            for series in 0..<300 {
                store.append(
                    Labels(name: "c", [("i", "\(series)")]), at: Int64(second) * 1_000 + Int64(second % 3),
                    Double(series + second / 10))
            }
        }
        #expect(store.statistics.sampleCount == 270_000)
        #expect(store.statistics.sampleBytes < 2_000_000)
    }

    @Test("the bytes of samples are what the series take, though others hold copies while they grow")
    func countedBytes() {
        let store = SeriesStore()
        var held: [StoredSeries] = []
        for time in 1...100 {
            for number in 0..<4 {
                store.append(
                    Labels(name: "r", [("n", "\(number)")]), at: Int64(time) * 1_000, Double(time).squareRoot())
            }
            store.state.withLock { state in
                #expect(state.sampleBytes == state.series.reduce(0) { $0 + $1.footprint })
                held = state.series
            }
        }
        #expect(held.count == 4)
    }

    @Test("sampling a registry marks the series that went")
    func sampling() {
        let store = SeriesStore()
        let registry = MetricRegistry(includesProcess: false)
        registry.setGauge("g", [("a", "1")], 1)
        registry.setGauge("g", [("a", "2")], 2)
        store.sampleAll(registry, at: 1_000)
        registry.remove("g", [("a", "1")])
        store.sampleAll(registry, at: 2_000)
        store.sampleAll(registry, at: 3_000)
        let gone = store.select([.equal("a", "1")], from: 0, through: 9_000).first?.samples ?? []
        #expect(gone.map(\.milliseconds) == [1_000, 2_000])
        #expect(gone.last.map { Staleness.isStale($0.value) } == true)
        #expect(store.select([.equal("a", "2")], from: 0, through: 9_000).first?.samples.count == 3)
        registry.setGauge("g", [("a", "1")], 5)
        store.sampleAll(registry, at: 4_000)
        #expect(store.select([.equal("a", "1")], from: 4_000, through: 4_000).first?.samples.first?.value == 5)
    }

    @Test("matchers")
    func matchers() throws {
        let store = SeriesStore()
        for status in ["200", "404", "500", "503"] {
            store.append(Labels(name: "r", [("status", status)]), at: 1, 1)
        }
        store.append(Labels(name: "r"), at: 1, 1)
        func count(_ operation: Matcher.Operation, _ value: String) throws -> Int {
            store.select([.equal("__name__", "r"), try Matcher("status", operation, value)], from: 0, through: 2).count
        }
        #expect(try count(.equal, "200") == 1)
        #expect(try count(.notEqual, "200") == 4)
        #expect(try count(.matches, "5..") == 2)
        #expect(try count(.notMatches, "5..") == 3)
        #expect(try count(.equal, "") == 1)
        #expect(try count(.matches, ".+") == 4)
    }
}
