import Testing

@testable import OpsMetrics

@Suite("Error budgets burn as their events say")
struct ObjectiveRulesTests {
    /// Plays counters through the rules of a file, a sample and an evaluation an interval.
    private final class Play {
        let file: ObjectiveFile
        let store = SeriesStore(retention: .seconds(86_400))
        private let groups: [RuleGroup]
        private var states: [RuleGroupState]
        private(set) var now: Int64 = 0
        private(set) var alerts: [AlertInstance] = []
        private var step: Int64 { file.interval.milliseconds }
        private var counters: [Labels: Double] = [:]

        init(_ text: String) throws {
            file = try ObjectiveFile.load(text: text, name: "slo.yml")
            groups = try file.eventRules().groups + file.budgetRules().groups
            states = groups.map { _ in RuleGroupState() }
        }

        /// Goes on for `seconds` with so many events an interval.
        func run(_ seconds: Int64, _ events: [Labels: Double]) throws {
            for _ in 0..<seconds * 1_000 / step {
                now += step
                for (labels, count) in events {
                    counters[labels, default: 0] += count
                    store.append(labels, at: now, counters[labels] ?? 0)
                }
                try evaluate()
            }
        }

        /// Nothing is sampled and nothing evaluated.
        func pause(_ seconds: Int64) { now += seconds * 1_000 }

        func reset() { counters = counters.mapValues { _ in 0 } }

        private func evaluate() throws {
            let engine = QueryEngine(store: store)
            alerts = []
            for index in groups.indices {
                let evaluation = states[index].evaluate(groups[index], engine: engine, at: now)
                #expect(evaluation.failures.isEmpty, "\(evaluation.failures)")
                alerts += evaluation.alerts
            }
        }

        func reading() throws -> ObjectiveReading {
            let value = try QueryEngine(store: store).instant(try ObjectiveReading.query(for: file), at: now)
            guard case .vector(let samples) = value else { throw PromQLError("no vector", at: 0, in: []) }
            return try #require(ObjectiveReading.readings(of: file, from: samples).first)
        }
    }

    private let good = Labels(name: "requests_total", [("status", "200")])
    private let bad = Labels(name: "requests_total", [("status", "500")])
    private static let availability = """
        objectives:
          - {name: a, target: 99.9%, bad: 'requests_total{status=~"5.."}', total: requests_total}
        """

    private static func near(_ a: Double?, _ b: Double, within tolerance: Double = 0.05) -> Bool {
        a.map { abs($0 - b) <= tolerance * max(abs(b), 1e-9) } ?? false
    }

    @Test("one bad event in a thousand spends the budget exactly")
    func exact() throws {
        let play = try Play(Self.availability)
        try play.run(7_200, [good: 999, bad: 1])
        let reading = try play.reading()
        #expect(Self.near(reading.goodRatio, 0.999, within: 1e-6))
        #expect(abs(reading.budgetLeftRatio ?? 1) < 1e-6)
        #expect(reading.burns.allSatisfy { Self.near($0.rate, 1, within: 1e-6) })
        #expect(Self.near(reading.windowKnownSeconds, 7_200, within: 0.01))
        #expect(reading.burns.map { ($0.knownRatio * 1_000).rounded() / 1_000 }.first == 1)
        #expect(Self.near(reading.burns.last?.knownRatio, 7_200 / 259_200, within: 0.01))
    }

    @Test("without a bad event the budget is whole, nothing burns and there is no end")
    func calm() throws {
        let play = try Play(Self.availability)
        try play.run(3_600, [good: 100])
        let reading = try play.reading()
        #expect(reading.budgetLeftRatio == 1 && reading.goodRatio == 1)
        #expect(reading.burnRate == 0 && reading.secondsLeft == nil && reading.burning == nil)
        #expect(play.alerts.isEmpty)
    }

    @Test("before the first event nothing is known")
    func unknown() throws {
        let play = try Play(Self.availability)
        try play.run(600, [:])
        let reading = try play.reading()
        #expect(reading.budgetLeftRatio == nil && reading.goodRatio == nil && reading.burnRate == nil)
        #expect(reading.burns.isEmpty && reading.windowKnownSeconds == 0)
    }

    @Test("no traffic burns nothing and leaves the budget as it was")
    func silence() throws {
        let play = try Play(Self.availability)
        try play.run(3_600, [good: 999, bad: 1])
        let before = try play.reading()
        try play.run(1_200, [good: 0, bad: 0])
        let after = try play.reading()
        #expect(Self.near(after.goodRatio, before.goodRatio ?? 0, within: 1e-9))
        #expect(abs((after.budgetLeftRatio ?? 1) - (before.budgetLeftRatio ?? 0)) < 1e-6)
        #expect(after.burns.first?.rate == 0 && after.burnRate == 0)
    }

    @Test("an outage pages after the first minutes, names its windows, and is over when both windows are")
    func outage() throws {
        let play = try Play(Self.availability)
        try play.run(3_600, [good: 1_000, bad: 0])
        #expect(play.alerts.isEmpty)
        try play.run(300, [good: 500, bad: 500])
        let page = try #require(play.alerts.first)
        #expect(page.name == "ErrorBudgetBurn" && page.state == .firing)
        #expect(page.labels["slo"] == "a" && page.labels["severity"] == "page")
        #expect(page.labels["long_window"] == "1h" && page.labels["short_window"] == "5m")
        #expect(page.annotations["reading"]?.hasSuffix("x > 14.4x") == true)
        #expect(page.annotations["suppressed_when"] == nil)
        let reading = try play.reading()
        #expect(reading.burning == BurnWindow.all[0])
        let left = try #require(reading.secondsLeft)
        let spent = reading.windowKnownSeconds * (1 - (reading.budgetLeftRatio ?? 1))
        #expect(Self.near(left, (2_592_000 - spent) / (reading.burnRate ?? 1), within: 1e-9))
        // The next pair says the same, and has no need to while the first does.
        try play.run(1_800, [good: 500, bad: 500])
        let second = try #require(play.alerts.first { $0.labels["long_window"] == "6h" })
        let condition = try PromQL.parse(try #require(second.annotations["suppressed_when"]))
        guard case .vector(let firing) = try QueryEngine(store: play.store).instant(condition, at: play.now) else {
            return #expect(Bool(false), "no vector")
        }
        #expect(firing.map { $0.labels["long_window"] } == ["1h"])
        // The hour still burns, the last five minutes do not.
        try play.run(600, [good: 1_000, bad: 0])
        #expect(play.alerts.allSatisfy { $0.labels["short_window"] != "5m" })
    }

    @Test("a slow burn is a ticket")
    func ticket() throws {
        let play = try Play("interval: 4m\nrate_window: 10m\n" + Self.availability)
        try play.run(10 * 3_600, [good: 9_980, bad: 20])
        #expect(play.alerts.map { $0.labels["severity"] } == ["ticket"])
        #expect(play.alerts.map { $0.labels["long_window"] } == ["3d"])
        #expect(try play.reading().burning == BurnWindow.all[3])
    }

    @Test("a window of which less than its partner is known says nothing")
    func young() throws {
        let play = try Play(Self.availability)
        try play.run(240, [good: 0, bad: 10])
        #expect(play.alerts.isEmpty)
        #expect(try play.reading().burning == nil)
        try play.run(120, [good: 0, bad: 10])
        #expect(!play.alerts.isEmpty)
    }

    @Test("a counter's reset is no burst of events, a gap is not known")
    func resets() throws {
        let play = try Play(Self.availability)
        try play.run(1_800, [good: 990, bad: 10])
        play.reset()
        play.pause(600)
        try play.run(1_800, [good: 990, bad: 10])
        let reading = try play.reading()
        #expect(Self.near(reading.goodRatio, 0.99, within: 0.001))
        #expect(Self.near(reading.windowKnownSeconds, 3_600, within: 0.02))
    }

    @Test("all events bad from the first: nothing good was ever counted, and all of it counts")
    func onlyBad() throws {
        let play = try Play(
            "objectives: [{name: a, target: 99%, good: 'requests_total{status=\"200\"}', total: requests_total}]")
        try play.run(600, [bad: 10])
        let reading = try play.reading()
        #expect(reading.goodRatio == 0 && Self.near(reading.budgetLeftRatio, -99, within: 1e-6))
        // A hundred times too fast: what 30 days allow lasts seven hours, less what ten minutes took of it.
        #expect(Self.near(reading.secondsLeft, 25_920 - 600, within: 0.001))
    }

    @Test("series of these names that came from elsewhere neither break the rules nor stand for the server's own")
    func federated() throws {
        let play = try Play(Self.availability)
        func foreign(_ metric: String, _ window: String? = nil) -> Labels {
            Labels(
                name: metric,
                [("slo", "a"), ("job", "federate"), ("instance", "other:9090")]
                    + (window.map { [("window", $0)] } ?? []))
        }
        let names = [
            "slo:objective:ratio", "slo:events:rate", "slo:errors:rate", "slo:good:ratio", "slo:budget_left:ratio",
        ]
        for second in stride(from: Int64(0), through: 7_200, by: 15) {
            for name in names { play.store.append(foreign(name), at: second * 1_000, 0.25) }
            for window in ["5m", "1h"] {
                play.store.append(foreign("slo:burn_rate:ratio", window), at: second * 1_000, 1_000)
                play.store.append(foreign("slo:window_known:seconds", window), at: second * 1_000, 3_600)
            }
        }
        try play.run(7_200, [good: 999, bad: 1])
        let reading = try play.reading()
        #expect(Self.near(reading.goodRatio, 0.999, within: 1e-6) && abs(reading.budgetLeftRatio ?? 1) < 1e-6)
        #expect(reading.burns.allSatisfy { Self.near($0.rate, 1, within: 1e-6) })
        #expect(play.alerts.isEmpty)
    }

    @Test("a histogram without the threshold's bucket counts for nothing beside those that have it")
    func mixedBuckets() throws {
        let text = "objectives: [{name: a, target: 95%, latency: {histogram: took_seconds, threshold: 1s}}]"
        func series(_ suffix: String, _ instance: String, _ le: String? = nil) -> Labels {
            Labels(name: "took_seconds" + suffix, [("instance", instance)] + (le.map { [("le", $0)] } ?? []))
        }
        let play = try Play(text)
        try play.run(
            1_800,
            [
                series("_bucket", "1", "1"): 99, series("_bucket", "1", "+Inf"): 100, series("_count", "1"): 100,
                series("_bucket", "2", "2"): 900, series("_bucket", "2", "+Inf"): 900, series("_count", "2"): 900,
            ])
        let reading = try play.reading()
        #expect(Self.near(reading.goodRatio, 0.99, within: 1e-6))
        #expect(play.alerts.isEmpty)
    }

    @Test("latency counts what took longer than the threshold; without its bucket nothing is known")
    func latency() throws {
        let text = "objectives: [{name: a, target: 95%, latency: {histogram: 'took_seconds{j=\"x\"}', threshold: 1s}}]"
        func series(_ suffix: String, _ le: String? = nil) -> Labels {
            Labels(name: "took_seconds" + suffix, [("j", "x")] + (le.map { [("le", $0)] } ?? []))
        }
        let play = try Play(text)
        try play.run(
            1_800, [series("_bucket", "1"): 90, series("_bucket", "+Inf"): 100, series("_count"): 100])
        let reading = try play.reading()
        #expect(Self.near(reading.goodRatio, 0.9, within: 1e-6))
        #expect(Self.near(reading.budgetLeftRatio, -1, within: 1e-6))
        let other = try Play(text)
        try other.run(600, [series("_bucket", "2"): 90, series("_count"): 100])
        #expect(try other.reading().goodRatio == nil)
        #expect(try other.reading().budgetLeftRatio == nil)
    }

    @Test(
        "time to exhaustion is what is left of the whole window's budget ÷ burn rate",
        arguments: [
            (known: 2_592_000.0, left: 1.0, burn: 1.0, seconds: 2_592_000.0), (2_592_000, 1, 2, 1_296_000),
            (2_592_000, 0.5, 14.4, 90_000), (2_592_000, 1, 1_000, 2_592),
            // Ten minutes that took twice what they allow are twenty minutes of thirty days.
            (600, -1, 2, 1_295_400), (86_400, 0.31, 14.4, (2_592_000 - 0.69 * 86_400) / 14.4),
        ])
    func exhaustion(known: Double, left: Double, burn: Double, seconds: Double) {
        let found = ErrorBudget.secondsLeft(window: .seconds(2_592_000), known: known, left: left, burnRate: burn)
        #expect(Self.near(found, seconds, within: 1e-12))
    }

    @Test("a spent budget has no time left, a calm one no end, nonsense no answer")
    func edges() {
        func left(_ left: Double, _ burn: Double, known: Double = 2_592_000) -> Double? {
            ErrorBudget.secondsLeft(window: .seconds(2_592_000), known: known, left: left, burnRate: burn)
        }
        #expect(left(-3, 0) == 0)
        #expect(left(1, 0) == nil && left(-3, 0, known: 600) == nil)
        #expect(left(.nan, 1) == nil && left(1, 1, known: .nan) == nil)
        #expect(left(1, .infinity) == nil)
        #expect(left(1, .leastNonzeroMagnitude) == nil)
    }
}
