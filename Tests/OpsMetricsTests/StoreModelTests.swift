import Testing

@testable import OpsMetrics

@Suite("The store holds what a plain dictionary would hold")
struct StoreModelTests {
    /// The same rules in the simplest way: a list of samples a series.
    struct Model {
        var series: [Labels: [SamplePoint]] = [:]
        var refused: [RefusalReason: Int] = [:]
        var newest: Int64?
        let seriesLimit: Int

        mutating func append(_ labels: Labels, _ time: Int64, _ value: Double) {
            newest = max(newest ?? time, time)
            guard let samples = series[labels] else {
                guard series.count < seriesLimit else { return refused[.seriesLimit, default: 0] += 1 }
                series[labels] = [SamplePoint(milliseconds: time, value: value)]
                return
            }
            if let last = samples.last, time <= last.milliseconds {
                let isTwin = time == last.milliseconds && last.value.bitPattern == value.bitPattern
                if !isTwin { refused[time == last.milliseconds ? .duplicateTimestamp : .outOfOrder, default: 0] += 1 }
                return
            }
            series[labels]?.append(SamplePoint(milliseconds: time, value: value))
        }

        mutating func markStale(_ labels: Labels, _ time: Int64) {
            guard let last = series[labels]?.last, last.milliseconds < time, !Staleness.isStale(last.value) else {
                return
            }
            series[labels]?.append(SamplePoint(milliseconds: time, value: Staleness.marker))
        }

        /// A clock that went back by more than a minute takes the future with it.
        mutating func followClock(_ time: Int64) {
            guard let newest, time < newest - 60_000 else { return }
            for labels in series.keys { series[labels]?.removeAll { $0.milliseconds > time } }
            self.newest = time
        }
    }

    private static let names = (0..<16).map {
        Labels(name: "m\($0 % 5)", [("host", "h\($0 % 3)"), ("odd", $0 % 2 == 1 ? "yes" : "")] + [("i", "\($0)")])
    }

    private static func value(_ random: inout SeededGenerator) -> Double {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: Double(bitPattern: random.next())
        case 1:
            [.nan, .infinity, -.infinity, -0.0, 0, 1e308, .leastNonzeroMagnitude].randomElement(using: &random) ?? 0
        case 2: Double(Int.random(in: -500...500, using: &random)) / 100
        default: Double(Int.random(in: 0...3, using: &random))
        }
    }

    @Test("after thousands of random operations", arguments: 0..<12)
    func random(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) + 40)
        let configuration = StoreConfiguration(
            seriesLimit: 12, fullResolution: .seconds(1 << 40), retention: .seconds(1 << 40),
            memoryLimitBytes: 1 << 30)
        var store = SeriesStore(configuration: configuration)
        var model = Model(seriesLimit: 12)
        var now: Int64 = 1_700_000_000_000
        for step in 0..<3_000 {
            let labels = try #require(Self.names.randomElement(using: &random))
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<80:
                let back = Int.random(in: 0..<10, using: &random) == 0 ? Int64.random(in: 0...3, using: &random) : 0
                let (time, value) = (now - back * 1_000, Self.value(&random))
                store.append(labels, at: time, value)
                model.append(labels, time, value)
            case 80..<86:
                now += [1, 1_000, 15_000, 15_003, 700_000].randomElement(using: &random) ?? 1
                store.markStale(labels, at: now)
                model.markStale(labels, now)
            case 86..<88:
                now += 1_000
                store.markStale([.equal("host", "h1")], at: now)
                for known in model.series.keys where known["host"] == "h1" { model.markStale(known, now) }
            case 88..<90:
                // Nothing is exposed, so only the clock counts.
                let past = now - Int64.random(in: 0...200_000, using: &random)
                let isBack = past < (model.newest ?? past) - 60_000
                store.sampleAll(MetricRegistry(includesProcess: false), at: past)
                model.followClock(past)
                model.newest = max(model.newest ?? past, past)
                if isBack { now = past }
            case 90 where step % 7 == 0:
                store = try Self.restored(store, configuration, at: now + 10_000_000)
                (model.newest, model.refused) = (nil, [:])
                model.series = model.series.filter { !$0.value.isEmpty }
            default: now += [1, 999, 1_000, 1_000, 1_000, 60_000].randomElement(using: &random) ?? 1
            }
            if step % 100 == 99 { try Self.compare(store, model, now, &random) }
        }
    }

    private static func restored(
        _ store: SeriesStore, _ configuration: StoreConfiguration, at time: Int64
    ) throws -> SeriesStore {
        var bytes: [UInt8] = []
        store.snapshot { bytes += $0 }
        let other = SeriesStore(configuration: configuration)
        _ = try other.restore(from: bytes, at: time)
        return other
    }

    private static func compare(
        _ store: SeriesStore, _ model: Model, _ now: Int64, _ random: inout SeededGenerator
    ) throws {
        for (from, through) in [(Int64.min, Int64.max), (now - Int64.random(in: 0...400_000, using: &random), now)] {
            let wanted = model.series.mapValues { samples in
                samples.filter { $0.milliseconds >= from && $0.milliseconds <= through }
            }.filter { !$0.value.isEmpty }
            let found = store.select([], from: from, through: through)
            #expect(found.count == wanted.count)
            for series in found { #expect(isSame(series.samples, wanted[series.labels] ?? [])) }
            let block = try store.load([], from: from, through: through)
            #expect(block.values.count == wanted.values.reduce(0) { $0 + $1.count })
            let hosts = try store.load(
                [.equal("host", "h2"), try Matcher("odd", .notEqual, "")], from: from, through: through)
            #expect(Set(hosts.labels) == Set(wanted.keys.filter { $0["host"] == "h2" && $0["odd"] != nil }))
        }
        #expect(store.statistics.sampleCount == model.series.values.reduce(0) { $0 + $1.count })
        #expect(store.statistics.refused == model.refused)
    }

    private static func isSame(_ found: [SamplePoint], _ wanted: [SamplePoint]) -> Bool {
        found.map(\.milliseconds) == wanted.map(\.milliseconds)
            && found.map(\.value.bitPattern) == wanted.map(\.value.bitPattern)
    }

    @Test("thinned: the young whole, of the old the last of each span, nothing that was not there", arguments: 0..<4)
    func thinned(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) + 7)
        let store = SeriesStore(
            configuration: StoreConfiguration(fullResolution: .seconds(600), retention: .seconds(4_000)))
        let labels = Labels(name: "t")
        var all: [SamplePoint] = []
        var now: Int64 = 1_700_000_000_000
        while all.count < 6_000 {
            now += [1_000, 1_000, 1_000, 1_007, 2_500, 31_000].randomElement(using: &random) ?? 1
            let value = Int.random(in: 0..<60, using: &random) == 0 ? Staleness.marker : Double(all.count)
            if let last = all.last, Staleness.isStale(last.value), Staleness.isStale(value) { continue }
            store.append(labels, at: now, value)
            all.append(SamplePoint(milliseconds: now, value: value))
        }
        let held = try #require(store.select([], from: .min, through: .max).first).samples
        let times = Set(all.map { "\($0.milliseconds) \($0.value.bitPattern)" })
        #expect(held.allSatisfy { times.contains("\($0.milliseconds) \($0.value.bitPattern)") })
        #expect(zip(held, held.dropFirst()).allSatisfy { $0.milliseconds < $1.milliseconds })
        let young = all.filter { $0.milliseconds >= now - 600_000 }
        #expect(Self.isSame(held.suffix(young.count), young))
        let kept = Set(held.map(\.milliseconds))
        let oldest = now - 3_900_000
        for (sample, next) in zip(all, all.dropFirst()) where sample.milliseconds >= oldest {
            let isLastOfSpan = sample.milliseconds / 15_000 != next.milliseconds / 15_000
            if isLastOfSpan || Staleness.isStale(sample.value) || Staleness.isStale(next.value) {
                #expect(kept.contains(sample.milliseconds), "\(sample.milliseconds)")
            }
        }
        #expect(store.statistics.thinnedSamples > 1_000)
        #expect(held.first.map { $0.milliseconds > now - 4_000_000 - 60_000 - 240 * 31_000 } == true)
    }

    @Test("a series whose labels alone would pass the limit is refused, and pushes nothing out")
    func hugeLabel() {
        let store = SeriesStore(configuration: StoreConfiguration(memoryLimitBytes: 1 << 20))
        for round in 0..<200 {
            for series in 0..<20 {
                store.append(Labels(name: "l", [("i", "\(series)")]), at: Int64(round) * 15_000, Double(round))
            }
        }
        let huge = Labels(name: "huge", [("a", String(repeating: "x", count: 2 << 20))])
        #expect(!store.append(huge, at: 200 * 15_000, 1))
        #expect(store.statistics.refused == [.memoryLimit: 1])
        #expect(store.statistics.evictedSamples == 0 && store.statistics.sampleCount == 20 * 200)
    }

    @Test("at the memory limit the oldest goes first, whichever series it is of")
    func limit() {
        var random = SeededGenerator(seed: 3)
        let store = SeriesStore(
            configuration: StoreConfiguration(
                fullResolution: .seconds(1 << 30), retention: .seconds(1 << 30), memoryLimitBytes: 1 << 20))
        let (count, rounds) = (40, 6_000)
        for round in 0..<rounds {
            for series in 0..<count {
                store.append(
                    Labels(name: "l", [("i", "\(series)")]), at: Int64(round) * 1_000,
                    Double.random(in: 0...1, using: &random))
            }
            #expect(store.statistics.memoryBytes <= 1 << 20)
        }
        let held = store.select([], from: .min, through: .max)
        let firsts = held.compactMap { $0.samples.first?.milliseconds }
        #expect(held.count == count && held.allSatisfy { $0.samples.last?.milliseconds == Int64(rounds - 1) * 1_000 })
        for series in held {
            let first = series.samples.first?.milliseconds ?? 0
            #expect(series.samples.count == rounds - Int(first / 1_000))
        }
        // A chunk holds 240 samples at most.
        #expect((firsts.max() ?? 0) - (firsts.min() ?? 0) <= 240_000 && (firsts.min() ?? 0) > 0)
        let statistics = store.statistics
        #expect(statistics.evictedSamples + statistics.sampleCount == count * rounds)
    }
}
