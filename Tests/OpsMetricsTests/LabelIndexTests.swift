import Testing

@testable import OpsMetrics

@Suite("Labels are kept once, as numbers, and go with the last series that has them")
struct LabelIndexTests {
    private struct Held {
        let labels: Labels
        let slot: UInt32
        let place: UInt32
    }

    private static func labels(_ random: inout SeededGenerator) -> Labels {
        let pairs: [(String, String)] = (0..<Int.random(in: 0...4, using: &random)).map { _ in
            (
                "name \(Int.random(in: 0..<6, using: &random))",
                ["", "x", "y", "a text of more than fifteen bytes \(Int.random(in: 0..<40, using: &random))"]
                    .randomElement(using: &random) ?? ""
            )
        }
        return Labels(pairs)
    }

    private static func matcher(_ random: inout SeededGenerator) throws -> Matcher {
        let operation = try #require(
            [Matcher.Operation.equal, .notEqual, .matches, .notMatches].randomElement(using: &random))
        let value = try #require(["", "x", "y", "x|y", "a.*", ".*", ".+", "none"].randomElement(using: &random))
        return try Matcher("name \(Int.random(in: 0..<7, using: &random))", operation, value)
    }

    @Test("after thousands of series that come and go: texts and choices as a plain list has them", arguments: 0..<8)
    func model(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) + 90)
        var index = LabelIndex()
        var held: [Held] = []
        var next: UInt32 = 0
        var free: [UInt32] = []
        for step in 0..<4_000 {
            if Int.random(in: 0..<100, using: &random) < (step / 500 % 2 == 0 ? 70 : 30) {
                let labels = Self.labels(&random)
                let slot = free.popLast() ?? next
                if slot == next { next += 1 }
                held.append(Held(labels: labels, slot: slot, place: index.add(labels, slot: slot)))
            } else if !held.isEmpty {
                held.shuffle(using: &random)
                let gone = held.suffix(Int.random(in: 1...3, using: &random))
                held.removeLast(gone.count)
                index.remove(gone.map { ($0.place, $0.slot) })
                free += gone.map(\.slot)
            }
            if step % 50 == 49 { try Self.compare(index, held, &random) }
        }
        index.remove(held.map { ($0.place, $0.slot) })
        #expect(index.nameTexts.isEmpty && index.partBytes == 0)
        #expect(index.labels.allSatisfy { $0.isUnused && $0.value.isEmpty && $0.listFootprint == 0 })
    }

    private static func compare(_ index: LabelIndex, _ held: [Held], _ random: inout SeededGenerator) throws {
        for series in held {
            #expect(index.isSeries(at: series.place, series.labels))
            #expect(index.series(at: series.place, digest: series.labels.digest) == series.labels)
        }
        let all = held.map(\.slot).sorted()
        for _ in 0..<10 {
            let matchers = try (0..<Int.random(in: 0...3, using: &random)).map { _ in try matcher(&random) }
            let wanted = held.filter { series in matchers.allSatisfy { $0.matches(series.labels) } }.map(\.slot)
                .sorted()
            #expect((index.select(matchers, all: { all }) ?? all) == wanted, "\(matchers)")
        }
        #expect(index.partBytes == Self.bytes(index))
        #expect(Set(index.nameTexts) == Set(held.flatMap { $0.labels.pairs.map(\.name) }))
        for name in index.nameTexts {
            let values = index.labels(ofName: name).map { index.labels[Int($0)].value }
            #expect(values.count == Set(values).count)
            #expect(Set(values) == Set(held.compactMap { $0.labels[name] }))
        }
    }

    /// What the index should count for texts and lists, summed anew.
    private static func bytes(_ index: LabelIndex) -> Int {
        let lists = index.labels.reduce(0) { $0 + $1.listFootprint + Footprint.text($1.value) }
        let names = index.nameTexts.reduce(0) { $0 + LabelIndex.nameCost + Footprint.text($1) }
        return lists + names + index.names.reduce(0) { $0 + Footprint.array($1.labels) }
    }

    @Test("a short list and one many times as long have in common what both hold")
    func lists() throws {
        var index = LabelIndex()
        for slot in 0..<2_000 {
            let rare = slot % 97 == 5 ? "yes" : ""
            _ = index.add(Labels([("all", "same"), ("rare", rare), ("odd", "\(slot % 2)")]), slot: UInt32(slot))
        }
        let found = index.select([.equal("all", "same"), .equal("rare", "yes"), .equal("odd", "1")], all: { [] })
        let wanted = stride(from: UInt32(5), to: 2_000, by: 97).filter { $0 % 2 == 1 }
        #expect(found == wanted)
    }

    @Test("series that come and go for ever leave no texts, lists or sets behind")
    func bounded() {
        let store = SeriesStore(
            configuration: StoreConfiguration(
                fullResolution: .seconds(60), retention: .seconds(60), memoryLimitBytes: 1 << 30))
        var most = 0
        for second in 0..<4_000 {
            for series in 0..<10 {
                store.append(
                    Labels(name: "short", [("lived", "a text beyond fifteen bytes \(second) \(series)")]),
                    at: Int64(second) * 1_000, 1)
            }
            if second == 400 { most = store.statistics.memoryBytes }
        }
        #expect(store.statistics.seriesCount < 1_500)
        #expect(store.statistics.memoryBytes < 2 * most)
        #expect(store.labelValues(of: "lived").values.count == store.statistics.seriesCount)
        #expect(store.labelNames().values == ["__name__", "lived"])
    }

    @Test("numbers are found by their hash whatever else comes and goes", arguments: 0..<6)
    func table(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed) + 11)
        var table = NumberTable()
        var held: Set<UInt32> = []
        // Few hashes: long runs of neighbours.
        func hash(_ number: UInt32) -> Int { Int(number % 37) &* -1_640_531_527 }
        for step in 0..<3_000 {
            let number = UInt32.random(in: 0..<400, using: &random)
            if held.contains(number), step / 300 % 2 == 1 || number % 2 == 0 {
                table.remove(number, hash(number), hashOf: hash)
                held.remove(number)
            } else if !held.contains(number) {
                table.insert(number, hash(number), hashOf: hash)
                held.insert(number)
            }
            #expect(table.count == held.count)
            let asked = UInt32.random(in: 0..<400, using: &random)
            #expect((table.find(hash(asked)) { $0 == asked } != nil) == held.contains(asked))
        }
        for number in held { #expect(table.find(hash(number)) { $0 == number } == number) }
    }
}

extension LabelIndexTests {
    @Test("what a query reads stays as it was while series come and go, and its answer holds nothing of the store")
    func borrowed() throws {
        let store = SeriesStore()
        for series in 0..<50 {
            store.append(Labels(name: "held", [("i", "\(series)"), ("job", "one")]), at: 1_000, Double(series))
        }
        var seen: [Labels] = []
        store.forEachSeries([.equal("job", "one")], from: 0, through: 2_000) { labels, _ in
            seen.append(labels)
            store.append(Labels(name: "new", [("other \(seen.count)", "value \(seen.count)")]), at: 1_000, 1)
        }
        let wanted = (0..<50).map { Labels(name: "held", [("i", "\($0)"), ("job", "one")]) }
        #expect(Set(seen) == Set(wanted))
        #expect(seen.map(\.pairs) == wanted.map(\.pairs))
        #expect(seen.map { $0["i"] } == (0..<50).map { "\($0)" })
        #expect(seen.allSatisfy { $0.name == "held" && $0["none"] == nil && !$0.isEmpty && $0 == $0.owned })
        #expect(store.statistics.seriesCount == 100)

        let engine = QueryEngine(store: store)
        for text in ["held", "held[5s]", "-held", "sum by (i) (held)", "topk(3, held)", "sort(held)", "held or new"] {
            switch try engine.instant(PromQL.parse(text), at: 1_500) {
            case .vector(let samples): #expect(samples.allSatisfy { $0.labels.isOwned } && !samples.isEmpty, "\(text)")
            case .matrix(let series): #expect(series.allSatisfy { $0.labels.isOwned } && !series.isEmpty, "\(text)")
            default: Issue.record("\(text)")
            }
        }
        let answer = try engine.range(PromQL.parse("held unless new"), start: 1_000, end: 3_000, step: 500)
        guard case .matrix(let series) = answer else {
            Issue.record("no matrix")
            return
        }
        #expect(series.count == 50 && series.allSatisfy { $0.labels.isOwned })
    }
}

extension LabelIndexTests {
    @Test("names, values and series within a time and under conditions, as a plain list has them", arguments: 0..<4)
    func lookups(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) + 300)
        let store = SeriesStore()
        var times: [Labels: [Int64]] = [:]
        for _ in 0..<200 {
            let (labels, time) = (Self.labels(&random), Int64.random(in: 0..<40, using: &random) * 1_000)
            if store.append(labels, at: time, 1) { times[labels, default: []].append(time) }
        }
        for _ in 0..<60 {
            let from = Int64.random(in: -5..<40, using: &random) * 1_000
            let through = from + Int64.random(in: 0..<20, using: &random) * 1_000
            let matchers = try (0..<Int.random(in: 0...2, using: &random)).map { _ in try Self.matcher(&random) }
            let wanted = times.filter { labels, held in
                guard let first = held.min(), let last = held.max(), first <= through, last >= from else {
                    return false
                }
                return matchers.allSatisfy { $0.matches(labels) }
            }.keys
            let names = Set(wanted.flatMap { $0.pairs.map(\.name) }).sorted()
            let values = Set(wanted.compactMap { $0["name 1"] }).sorted()
            #expect(store.labelNames(matchers, from: from, through: through).values == names)
            #expect(store.labelValues(of: "name 1", matchers, from: from, through: through).values == values)
            let found = store.seriesLabels(matchers, from: from, through: through).values
            #expect(found == wanted.sorted() && found.allSatisfy(\.isOwned))
            #expect(store.hasSeries(matchers, from: from, through: through) == !wanted.isEmpty)
        }
    }
}
