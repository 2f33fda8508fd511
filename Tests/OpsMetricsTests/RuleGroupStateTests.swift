import Testing

@testable import OpsMetrics

@Suite("Alerts live as in Prometheus")
struct RuleGroupStateTests {
    private let store = SeriesStore()
    private let x = Labels(name: "x", [("i", "1")])

    /// Evaluates once a second over values of `x` (nil: none) and tells the states after each.
    private func states(_ rules: String, _ values: [Double?]) throws -> [String] {
        let group = try RuleFileTests.group(rules)
        let engine = QueryEngine(store: store)
        var state = RuleGroupState()
        return values.enumerated().map { second, value in
            let now = Int64(second) * 1_000
            store.append(x, at: now, value ?? Staleness.marker)
            let evaluation = state.evaluate(group, engine: engine, at: now)
            let changes = evaluation.transitions.map { "\($0.from.rawValue.prefix(1))>\($0.to.rawValue.prefix(1))" }
            return ([evaluation.alerts.first?.state.rawValue ?? "-"] + changes).joined(separator: " ")
        }
    }

    @Test("for: pending until it has held long enough; a break starts anew")
    func hold() throws {
        let found = try states("  - {alert: A, expr: x > 0, for: 2s}", [0, 1, 1, 0, 1, 1, 1, 1, nil, 0])
        #expect(
            found == [
                "-", "pending i>p", "pending", "- p>i", "pending i>p", "pending", "firing p>f", "firing", "- f>i", "-",
            ])
    }

    @Test("without for an alert fires at once, with both transitions")
    func immediate() throws {
        #expect(try states("  - {alert: A, expr: x > 0}", [1, 0]) == ["firing i>p p>f", "- f>i"])
    }

    @Test("keep_firing_for bridges short recoveries, not pending alerts")
    func keepFiring() throws {
        let found = try states(
            "  - {alert: A, expr: x > 0, for: 1s, keep_firing_for: 2s}", [1, 0, 1, 1, 0, 1, 0, 0, 0, 0])
        #expect(
            found == [
                "pending i>p", "- p>i", "pending i>p", "firing p>f", "firing", "firing", "firing", "firing", "- f>i",
                "-",
            ])
    }

    @Test("labels, annotations, times and the ALERTS series")
    func instance() throws {
        let group = try RuleFileTests.group(
            "  - {alert: A, expr: x > 0, labels: {severity: \"{{ $labels.i }}-x\"}, annotations: {s: \"{{ $value }}\"}}"
        )
        var state = RuleGroupState()
        let engine = QueryEngine(store: store)
        for second in 0..<3 {
            store.append(x, at: Int64(second) * 1_000, Double(second + 5))
            let alert = try #require(state.evaluate(group, engine: engine, at: Int64(second) * 1_000).alerts.first)
            #expect(alert.labels == Labels([("i", "1"), ("severity", "1-x"), ("alertname", "A")]))
            #expect(alert.annotations == ["s": "\(second + 5)"])
            #expect(alert.value == Double(second + 5))
            #expect(alert.activeAtMilliseconds == 0 && alert.firedAtMilliseconds == 0)
        }
        let firing = try PromQL.parse("ALERTS{alertstate=\"firing\"}")
        #expect(
            try engine.instant(firing, at: 2_000)
                == .vector([
                    Sample(
                        labels: Labels(
                            name: "ALERTS",
                            [
                                ("i", "1"), ("severity", "1-x"), ("alertname", "A"), ("alertstate", "firing"),
                            ]), value: 1)
                ]))
        store.append(x, at: 3_000, 0)
        _ = state.evaluate(group, engine: engine, at: 3_000)
        #expect(try engine.instant(firing, at: 3_000) == .vector([]))
    }

    @Test("later rules see what earlier ones recorded; what is no longer recorded ends")
    func recording() throws {
        let group = try RuleFileTests.group(
            "  - {record: 'a:b', expr: x > 1, labels: {team: ops}}\n  - {alert: A, expr: 'a:b > 1'}")
        var state = RuleGroupState()
        let engine = QueryEngine(store: store)
        store.append(x, at: 0, 2)
        let first = state.evaluate(group, engine: engine, at: 0)
        #expect(first.recorded == [Sample(labels: Labels(name: "a:b", [("i", "1"), ("team", "ops")]), value: 2)])
        #expect(first.alerts.count == 1)
        store.append(x, at: 1_000, 0)
        #expect(state.evaluate(group, engine: engine, at: 1_000).alerts.isEmpty)
    }

    @Test("a failing rule is reported, keeps its alerts and does not stop the others")
    func failure() throws {
        let group = try RuleFileTests.group(
            "  - {alert: A, expr: x > on() group_left y}\n  - {alert: B, expr: x > 0}")
        var state = RuleGroupState()
        let engine = QueryEngine(store: store)
        store.append(x, at: 0, 2)
        store.append(Labels(name: "y", [("i", "1")]), at: 0, 1)
        #expect(state.evaluate(group, engine: engine, at: 0).alerts.map(\.name) == ["A", "B"])
        store.append(Labels(name: "y", [("i", "2")]), at: 1_000, 1)
        let evaluation = state.evaluate(group, engine: engine, at: 1_000)
        #expect(evaluation.failures.map(\.rule) == ["A"])
        #expect(evaluation.alerts.map(\.name) == ["A", "B"])
    }

    @Test("more alerts than the group's limit are none")
    func limit() throws {
        let text = "groups:\n- {name: g, limit: 1, rules: [{alert: A, expr: x > 0}]}"
        let group = try RuleFile.load(text: text, name: "t.yml").groups[0]
        var state = RuleGroupState()
        let engine = QueryEngine(store: store)
        store.append(x, at: 0, 1)
        #expect(state.evaluate(group, engine: engine, at: 0).alerts.count == 1)
        store.append(Labels(name: "x", [("i", "2")]), at: 1_000, 1)
        let evaluation = state.evaluate(group, engine: engine, at: 1_000)
        #expect(evaluation.alerts.isEmpty && evaluation.failures.count == 1)
        #expect(evaluation.transitions.map(\.to) == [.inactive])
    }

    @Test("a group without a limit has one all the same, and no text is written for what is over it")
    func ownLimit() throws {
        let group = try RuleFileTests.group("  - {alert: A, expr: x > 0, annotations: {s: \"{{ query \\\"x\\\" }}\"}}")
        var state = RuleGroupState()
        let engine = QueryEngine(store: store)
        store.append(x, at: 0, 1)
        #expect(state.evaluate(group, engine: engine, at: 0).alerts.count == 1)
        let count = RuleGroupState.alertLimit + 1
        let samples = (0..<count).map { Sample(labels: Labels([("i", "\($0)")]), value: 1) }
        var plan = RulePlan(given: [0: .success(.vector(samples))])
        plan.query = { _, _ in
            Issue.record("a template was expanded")
            return []
        }
        let evaluation = state.evaluate(group, engine: engine, at: 1_000, plan: plan)
        #expect(evaluation.alerts.isEmpty && evaluation.transitions.map(\.to) == [.inactive])
        #expect(evaluation.failures.first?.message.contains("exceeded limit of 10000 with 10001 alerts") == true)
        let most = RulePlan(given: [0: .success(.vector(Array(samples.dropLast())))])
        let plain = try RuleFileTests.group("  - {alert: A, expr: x > 0}")
        #expect(state.evaluate(plain, engine: engine, at: 2_000, plan: most).alerts.count == RuleGroupState.alertLimit)
    }

    @Test("alerts' texts are bounded together")
    func textLimit() throws {
        let long = String(repeating: "x", count: 60_000)
        let group = try RuleFileTests.group("  - {alert: A, expr: x > 0, annotations: {s: \"\(long)\"}}")
        let samples = (0..<300).map { Sample(labels: Labels([("i", "\($0)")]), value: 1) }
        var state = RuleGroupState()
        let plan = RulePlan(given: [0: .success(.vector(samples))])
        let evaluation = state.evaluate(group, engine: QueryEngine(store: store), at: 0, plan: plan)
        #expect(evaluation.alerts.isEmpty)
        #expect(evaluation.failures.first?.message.contains("longer than 16777216 bytes together") == true)
    }

    @Test("a group's deadline fails the rules that had no time; a cancelled evaluation fails none")
    func deadline() throws {
        let group = try RuleFileTests.group("  - {alert: A, expr: x > 0}\n  - {record: r, expr: x}")
        var state = RuleGroupState()
        let engine = QueryEngine(store: store)
        store.append(x, at: 0, 1)
        #expect(state.evaluate(group, engine: engine, at: 0).alerts.count == 1)
        var plan = RulePlan()
        plan.deadline = .now
        let late = state.evaluate(group, engine: engine, at: 1_000, plan: plan)
        #expect(late.failures.map(\.index) == [0, 1] && late.alerts.count == 1)
        #expect(late.failures.allSatisfy { $0.message.contains("took all of its time") })
        // What was asked already is recorded; an alert's texts have no time left, so it stays as it was.
        plan.given = [0: .success(.vector([])), 1: .success(.scalar(7))]
        let given = state.evaluate(group, engine: engine, at: 1_500, plan: plan)
        #expect(given.recorded.map(\.value) == [7] && given.failures.map(\.index) == [0] && given.alerts.count == 1)
        plan.given = [:]
        plan.deadline = nil
        plan.isCancelled = { true }
        let stopped = state.evaluate(group, engine: engine, at: 2_000, plan: plan)
        #expect(stopped.failures.isEmpty && stopped.alerts.count == 1 && stopped.recorded.isEmpty)
    }

    @Test("two alerts that their labels make one are a failure, and the alerts stay")
    func duplicates() throws {
        let group = try RuleFileTests.group(
            "  - {alert: A, expr: x > 0, labels: {i: \"{{ if gt $value 1.0 }}z{{ end }}\"}}")
        var state = RuleGroupState()
        let engine = QueryEngine(store: store)
        store.append(x, at: 0, 2)
        #expect(state.evaluate(group, engine: engine, at: 0).alerts.count == 1)
        store.append(Labels(name: "x", [("i", "2")]), at: 1_000, 2)
        let evaluation = state.evaluate(group, engine: engine, at: 1_000)
        #expect(
            evaluation.failures.first?.message.contains(
                "vector contains metrics with the same labelset after applying alert labels") == true)
        #expect(evaluation.alerts.count == 1 && evaluation.transitions.isEmpty)
    }

    @Test("a rule whose samples the store refuses is reported; alerts live on all the same")
    func refused() throws {
        let group = try RuleFileTests.group(
            """
              - {record: "a:b", expr: x}
              - {record: "a:b", expr: x + 1}
              - {alert: A, expr: x > 0}
              - {alert: A, expr: x > 0}
            """)
        var state = RuleGroupState()
        let engine = QueryEngine(store: store)
        store.append(x, at: 1_000, 2)
        let evaluation = state.evaluate(group, engine: engine, at: 1_000)
        // The same value at the same time is no fault: both alerts say the same.
        #expect(evaluation.failures.map(\.index) == [1] && evaluation.alerts.count == 2)
        #expect(evaluation.failures.first?.message.hasPrefix("1 of 1 samples were not kept: another rule") == true)
        store.append(x, at: 2_000, 0)
        #expect(state.evaluate(group, engine: engine, at: 2_000).failures.map(\.index) == [1])
        let past = state.evaluate(group, engine: engine, at: 1_500)
        #expect(past.failures.map(\.index) == [0, 1, 2, 3] && past.failures[0].message.contains("have newer samples"))
    }

    @Test("recorded series leave the server's own places free; alerts' series may take them")
    func reserve() throws {
        let store = SeriesStore(configuration: StoreConfiguration(seriesLimit: 100, reservedSeries: 10))
        let group = try RuleFileTests.group(
            "  - {record: r, expr: x}\n  - {alert: A, expr: 'x > 0'}")
        let samples = (0..<120).map { Sample(labels: Labels([("i", "\($0)")]), value: 1) }
        var state = RuleGroupState()
        var plan = RulePlan(given: [0: .success(.vector(samples))])
        plan.sparesReserve = true
        store.append(x, at: 0, 2)
        let sparing = state.evaluate(group, engine: QueryEngine(store: store), at: 0, plan: plan)
        #expect(
            sparing.failures.map(\.message) == [
                "31 of 120 samples were not kept: the store holds as many series as it may; aggregate more labels away, "
                    + "here or in what is scraped"
            ])
        #expect(sparing.alerts.count == 1 && store.statistics.seriesCount == 92)
        plan.sparesReserve = false
        let whole = state.evaluate(group, engine: QueryEngine(store: store), at: 1_000, plan: plan)
        #expect(whole.failures.first?.message.hasPrefix("23 of 120") == true && store.statistics.seriesCount == 100)
    }

    @Test("alerts kept by keep_firing_for count for the limit")
    func limitWithKept() throws {
        let text = "groups:\n- {name: g, limit: 1, rules: [{alert: A, expr: x > 0, keep_firing_for: 1m}]}"
        let group = try RuleFile.load(text: text, name: "t.yml").groups[0]
        var state = RuleGroupState()
        let engine = QueryEngine(store: store)
        store.append(x, at: 0, 1)
        #expect(state.evaluate(group, engine: engine, at: 0).alerts.count == 1)
        store.append(x, at: 1_000, 0)
        store.append(Labels(name: "x", [("i", "2")]), at: 1_000, 1)
        let evaluation = state.evaluate(group, engine: engine, at: 1_000)
        #expect(evaluation.alerts.isEmpty)
        #expect(evaluation.failures.first?.message.contains("exceeded limit of 1 with 2 alerts") == true)
    }

    @Test("a template that fails says so in its place, and the alert fires")
    func failingTemplate() throws {
        let group = try RuleFileTests.group(
            "  - {alert: A, expr: x > 0, annotations: {s: \"{{ query \\\"none\\\" | first }}\", t: \"{{ query \\\"x\\\" | first | value }}\"}}"
        )
        var state = RuleGroupState()
        store.append(x, at: 0, 2)
        let alert = try #require(state.evaluate(group, engine: QueryEngine(store: store), at: 0).alerts.first)
        #expect(alert.state == .firing && alert.annotations["t"] == "2")
        #expect(
            alert.annotations["s"]?.hasPrefix("<error expanding template: error executing template __alert_A: ") == true
        )
    }
}
