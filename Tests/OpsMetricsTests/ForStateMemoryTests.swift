import Testing

@testable import OpsMetrics

@Suite("Alerts go on after a restart as in Prometheus")
struct ForStateMemoryTests {
    private static let hour: Int64 = 3_600_000
    private static let minute: Int64 = 60_000

    /// An alert with `for: 1h` that began at 0 and was last seen at `seen`; the restart is over at `now`. Minutes.
    @Test(
        "what was left of the for is left after it",
        arguments: [
            // It fired before: it began when it began.
            (60, 65, 0), (90, 120, 0),
            // Forty minutes are left after five without evaluations.
            (20, 25, 5), (49, 60, 11),
            // Less than the grace period was left: ten minutes from now, not sooner.
            (51, 52, 2), (59, 80, 30),
        ] as [(Int64, Int64, Int64)])
    func decisions(seen: Int64, now: Int64, active: Int64) {
        let entry = ForStateMemory.Entry(activeAt: 0, seenAt: seen * Self.minute)
        let found = ForStateMemory.activeAt(
            entry, hold: Self.hour, grace: 10 * Self.minute, now: now * Self.minute)
        #expect(found == active * Self.minute)
    }

    private static func labels(_ name: String) -> Labels {
        Labels([("alertname", name), ("severity", "page")])
    }

    private static func store(_ samples: [(String, Int64, Double)]) -> SeriesStore {
        let store = SeriesStore(retention: .seconds(86_400))
        for (name, at, value) in samples {
            store.append(labels(name).setting("__name__", to: "ALERTS_FOR_STATE"), at: at, value)
        }
        return store
    }

    @Test("the last sample before the restart counts, the marker of the restart does not")
    func reading() {
        let now = 10 * Self.hour
        let store = Self.store([
            ("A", now - 3 * Self.minute, 35_000), ("A", now - 2 * Self.minute, 35_700),
            ("Old", now - Self.hour - 1, 30_000),
        ])
        store.markStale([Matcher](), at: now)
        let settings = ForStateMemory.Settings(outageTolerance: .seconds(3_600), gracePeriod: .seconds(60))
        let memory = ForStateMemory(store: store, at: now, settings: settings)
        func active(_ name: String, _ hold: Duration) -> Int64? {
            memory.activeAt(of: Self.labels(name), hold: hold, at: now)
        }
        #expect(active("A", .seconds(7_200)) == 35_700_000 + 2 * Self.minute)
        #expect(active("A", .seconds(59)) == nil, "a for below the grace period begins anew")
        #expect(active("B", .seconds(7_200)) == nil)
        #expect(active("Old", .seconds(7_200)) == nil, "away for longer than is bridged")
        #expect(!memory.isEmpty && ForStateMemory().isEmpty)
    }

    @Test("values that are no times are passed over", arguments: [Double.infinity, -.infinity, 1e300, -1e300])
    func hostile(value: Double) {
        let memory = ForStateMemory(store: Self.store([("A", 1_000, value)]), at: 2_000)
        #expect(memory.isEmpty)
        let far = ForStateMemory.Entry(activeAt: .min, seenAt: .max)
        _ = ForStateMemory.activeAt(far, hold: .max, grace: .min, now: .max)
    }

    @Test("pending alerts of a group take up their past, firing ones have none to take up")
    func group() throws {
        let group = try RuleFileTests.group(
            """
              - {alert: A, expr: vector(1), for: 1h, labels: {severity: page}}
              - {alert: B, expr: vector(1), labels: {severity: page}}
            """)
        let now = 10 * Self.hour
        let store = Self.store([("A", now - 1_000, 32_000), ("B", now - 1_000, 32_000)])
        let memory = ForStateMemory(store: store, at: now, settings: .init(gracePeriod: .seconds(0)))
        var state = RuleGroupState()
        let engine = QueryEngine(store: store)
        _ = state.evaluate(group, engine: engine, at: now)
        let restored = (state.restore(from: memory, group, at: now), state.restore(from: memory, group, at: now))
        #expect(restored == (1, 0), "once")
        #expect(state.alerts.map(\.state) == [.pending, .firing])
        let next = state.evaluate(group, engine: engine, at: now + 1_000)
        #expect(next.alerts.map(\.state) == [.firing, .firing], "its hour had passed before the restart")
        #expect(next.alerts.first?.activeAtMilliseconds == 32_000_000)
    }
}
