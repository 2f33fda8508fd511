import Testing

@testable import OpsMetrics

@Suite("Alerts live on over a restart and a reload as in Prometheus")
struct RuleRestorationTests {
    private let store = SeriesStore()
    private static let minute: Int64 = 60_000
    private static let series = Labels(name: "x", [("i", "1")])
    private static let file = "  - {alert: A, expr: x > 0, for: 30m, labels: {severity: page}}"

    private var engine: QueryEngine { QueryEngine(store: store) }

    private func evaluate(
        _ state: inout RuleGroupState, _ group: RuleGroup, minutes: ClosedRange<Int64>
    ) -> RuleEvaluation {
        var evaluation = RuleEvaluation()
        for minute in minutes {
            store.append(Self.series, at: minute * Self.minute, 1)
            evaluation = state.evaluate(group, engine: engine, at: minute * Self.minute)
        }
        return evaluation
    }

    /// Runs for some minutes, is away for some, and says since which minute the alert is active, and when it fires.
    private func restarted(after ran: Int64, away: Int64, _ rules: String = file) throws -> (
        since: Int64, firesAt: Int64
    ) {
        let group = try RuleFileTests.group(rules)
        var first = RuleGroupState()
        _ = evaluate(&first, group, minutes: 0...ran)
        var second = RuleGroupState(restoring: RuleRestoration())
        let back = ran + away
        _ = evaluate(&second, group, minutes: back...back + 1)
        #expect(!second.isRestoring)
        let since = try #require(second.alerts.first).activeAtMilliseconds / Self.minute
        var minute = back + 1
        while second.alerts.first?.state == .pending, minute < back + 100 {
            minute += 1
            _ = evaluate(&second, group, minutes: minute...minute)
        }
        return (since, minute)
    }

    @Test(
        "for goes on after an outage",
        arguments: [
            // Pending for 10 of 30 minutes, away for 6: those 6 and the minute until the second evaluation do not count.
            (ran: Int64(10), away: Int64(5), since: Int64(6), firesAt: Int64(36)),
            // 5 minutes were left: the grace period of ten minutes holds.
            (ran: 25, away: 5, since: 11, firesAt: 41),
            // It was firing: it fires on at the next evaluation.
            (ran: 40, away: 5, since: 0, firesAt: 47),
            // Away for longer than an hour: it begins anew.
            (ran: 40, away: 70, since: 110, firesAt: 140),
        ])
    func restored(ran: Int64, away: Int64, since: Int64, firesAt: Int64) throws {
        let found = try restarted(after: ran, away: away)
        #expect(found.since == since)
        #expect(found.firesAt == firesAt)
    }

    /// Pending for 10 minutes before the restart; after it the series is there again from `back` on only.
    private func late(back: Int64, warmUp: Duration, seenAt: [Int64] = []) throws -> (
        state: RuleGroupState, since: Int64
    ) {
        let group = try RuleFileTests.group(Self.file)
        var first = RuleGroupState()
        _ = evaluate(&first, group, minutes: 0...10)
        store.markStale(Self.series, at: 10 * Self.minute + 1)
        var restoration = RuleRestoration()
        restoration.warmUp = warmUp
        var second = RuleGroupState(restoring: restoration)
        for minute in 15...back + 3 {
            let isThere = minute >= back || seenAt.contains(minute)
            store.append(Self.series, at: minute * Self.minute, isThere ? 1 : Staleness.marker)
            _ = second.evaluate(group, engine: engine, at: minute * Self.minute)
        }
        return (second, try #require(second.alerts.first).activeAtMilliseconds / Self.minute)
    }

    @Test("an alert whose series come back late is taken up as long as the warm-up lasts")
    func warmUp() throws {
        // The second evaluation is at 16, the series is back at 19: 9 minutes away do not count.
        let found = try late(back: 19, warmUp: .seconds(180))
        #expect(found.since == 9)
        #expect(!found.state.isRestoring)
        #expect(try late(back: 19, warmUp: .seconds(120)).since == 19)
        #expect(try late(back: 19, warmUp: .zero).since == 19)
    }

    @Test("an alert that was seen to be over within the warm-up begins anew")
    func overInTheWarmUp() throws {
        #expect(try late(back: 19, warmUp: .seconds(600), seenAt: [15, 16]).since == 19)
    }

    @Test("what no alert took up is ended, so that the next restart does not take it for one that holds")
    func unclaimed() throws {
        let group = try RuleFileTests.group(Self.file)
        var first = RuleGroupState()
        _ = evaluate(&first, group, minutes: 0...40)
        store.markStale(Self.series, at: 40 * Self.minute + 1)
        var second = RuleGroupState(restoring: RuleRestoration())
        for minute in Int64(45)...46 { _ = second.evaluate(group, engine: engine, at: minute * Self.minute) }
        #expect(!second.isRestoring && second.alerts.isEmpty)
        RuleRestoration.endUnclaimed(by: second.alerts, in: store)
        var third = RuleGroupState(restoring: RuleRestoration())
        _ = evaluate(&third, group, minutes: 60...61)
        #expect(third.alerts.map(\.activeAtMilliseconds) == [60 * Self.minute])
    }

    @Test("a group that takes another one's place, or writes to the past after a restart, may write at once")
    func takenOver() throws {
        let group = try RuleFileTests.group(Self.file)
        var former = RuleGroupState()
        _ = evaluate(&former, group, minutes: 0...4)
        former.end(in: store, at: 5 * Self.minute)
        #expect(try engine.samples(of: "ALERTS", at: 5 * Self.minute).isEmpty)
        var next = RuleGroupState()
        #expect(next.evaluate(group, engine: engine, at: 5 * Self.minute).failures.isEmpty)
        store.markStale([.equal("__name__", "ALERTS")], at: nil)
        #expect(try engine.samples(of: "ALERTS", at: 8 * Self.minute).isEmpty)
        #expect(next.evaluate(group, engine: engine, at: 6 * Self.minute).failures.isEmpty)
        #expect(try engine.samples(of: "ALERTS", at: 8 * Self.minute).isEmpty == false)
    }

    @Test("what an alert took up is not ended")
    func claimed() throws {
        let group = try RuleFileTests.group(Self.file)
        var state = RuleGroupState()
        _ = evaluate(&state, group, minutes: 0...1)
        RuleRestoration.endUnclaimed(by: state.alerts, in: store)
        #expect(try engine.samples(of: "ALERTS_FOR_STATE", at: 2 * Self.minute).count == 1)
    }

    @Test("a rule that is left out or fails is taken up when it is evaluated")
    func waiting() throws {
        let group = try RuleFileTests.group(Self.file)
        var first = RuleGroupState()
        _ = evaluate(&first, group, minutes: 0...10)
        var second = RuleGroupState(restoring: RuleRestoration())
        var plan = RulePlan()
        plan.waiting = [0]
        for minute in Int64(15)...18 {
            let evaluation = second.evaluate(group, engine: engine, at: minute * Self.minute, plan: plan)
            #expect(evaluation.failures.isEmpty && second.alerts.isEmpty && second.isRestoring)
        }
        _ = evaluate(&second, group, minutes: 19...20)
        #expect(second.alerts.map(\.activeAtMilliseconds) == [10 * Self.minute])
    }

    @Test("a rule whose for is shorter than the grace period waits its for")
    func short() throws {
        let found = try restarted(after: 4, away: 5, "  - {alert: A, expr: x > 0, for: 5m}")
        #expect(found.since == 9)
        #expect(found.firesAt == 14)
    }

    @Test("a series that had ended is not taken up, nor one with other labels")
    func ended() throws {
        let group = try RuleFileTests.group(Self.file)
        var first = RuleGroupState()
        _ = evaluate(&first, group, minutes: 0...10)
        store.append(Self.series, at: 11 * Self.minute, 0)
        _ = first.evaluate(group, engine: engine, at: 11 * Self.minute)
        let other = Labels(
            name: "ALERTS_FOR_STATE", [("alertname", "A"), ("i", "1"), ("severity", "page"), ("more", "1")])
        store.append(other, at: 12 * Self.minute, 0)
        var second = RuleGroupState(restoring: RuleRestoration())
        _ = evaluate(&second, group, minutes: 15...16)
        #expect(second.alerts.map(\.activeAtMilliseconds) == [15 * Self.minute])
    }

    @Test("until the restoration the alerts' series are not written, so that they can still be read")
    func quiet() throws {
        let group = try RuleFileTests.group(Self.file)
        var state = RuleGroupState(restoring: RuleRestoration())
        _ = evaluate(&state, group, minutes: 0...0)
        #expect(state.isRestoring && store.series([.equal("__name__", "ALERTS_FOR_STATE")]).isEmpty)
        _ = evaluate(&state, group, minutes: 1...2)
        #expect(store.series([.equal("__name__", "ALERTS_FOR_STATE")]).count == 1)
        #expect(store.series([.equal("__name__", "ALERTS")]).count == 1)
    }

    @Test(
        "a reload keeps the alerts of rules with the same name and labels, and ends the series of those that are gone")
    func reload() throws {
        let old = try RuleFileTests.group(
            "  - {alert: A, expr: x > 0, for: 30m}\n  - {record: gone, expr: x}\n  - {record: kept, expr: x}\n"
                + "  - {alert: B, expr: x > 0, labels: {l: \"1\"}}")
        let new = try RuleFileTests.group(
            "  - {record: kept, expr: x * 2}\n  - {alert: B, expr: x > 0, labels: {l: \"2\"}}\n"
                + "  - {alert: A, expr: x > 0.5, for: 30m}")
        var state = RuleGroupState()
        _ = evaluate(&state, old, minutes: 0...5)
        state = state.carryingOver(to: new, from: old)
        _ = evaluate(&state, new, minutes: 6...6)
        #expect(state.alerts.map(\.name) == ["B", "A"])
        #expect(state.alerts.map { $0.activeAtMilliseconds / Self.minute } == [6, 0])
        let now = 6 * Self.minute
        #expect(try engine.samples(of: "gone", at: now).isEmpty)
        #expect(try engine.samples(of: "kept", at: now).map(\.value) == [2])
        #expect(try engine.samples(of: "ALERTS{alertname='B'}", at: now).map { $0.labels["l"] } == ["2"])
        #expect(try engine.samples(of: "ALERTS{alertname='A'}", at: now).count == 1)
    }

    @Test("a group that is gone ends its series and its alerts")
    func groupGone() throws {
        let group = try RuleFileTests.group("  - {alert: A, expr: x > 0}\n  - {record: r, expr: x}")
        var state = RuleGroupState()
        _ = evaluate(&state, group, minutes: 0...1)
        let transitions = state.end(in: store, at: 2 * Self.minute)
        #expect(transitions.map(\.from) == [.firing] && transitions.map(\.to) == [.inactive])
        #expect(state.alerts.isEmpty)
        #expect(try engine.samples(of: "{__name__=~'r|ALERTS|ALERTS_FOR_STATE'}", at: 2 * Self.minute).isEmpty)
    }

    @Test("an alert that fired is remembered for 15 minutes after its end, a pending one is not")
    func resolved() throws {
        let group = try RuleFileTests.group("  - {alert: A, expr: x > 0}\n  - {alert: B, expr: x > 0, for: 1h}")
        var state = RuleGroupState()
        _ = evaluate(&state, group, minutes: 0...1)
        store.append(Self.series, at: 2 * Self.minute, 0)
        _ = state.evaluate(group, engine: engine, at: 2 * Self.minute)
        #expect(state.resolved.map(\.name) == ["A"] && state.alerts.isEmpty)
        #expect(state.resolved.first?.resolvedAtMilliseconds == 2 * Self.minute)
    }
}
