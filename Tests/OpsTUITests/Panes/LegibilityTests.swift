import OpsCore
import Testing

@testable import OpsTUI

/// What a person must be able to read where there is little room, or much to say.
@Suite struct LegibilityTests {
    private func text(_ state: DashboardState) -> [String] {
        DashboardView.render(state, size: state.size, glyphs: .unicode).text()
    }

    @Test func aReadingIsWholeOrLosesItsLimit() {
        var snapshot = Fixture.snapshot(busy: true)
        for index in snapshot.alerts.indices { snapshot.alerts[index].reading = "798.2ms > 500ms" }
        let wide = text(Fixture.state(snapshot, size: Size(columns: 120, rows: 36)))
        #expect(wide.contains { $0.contains("798.2ms > 500ms") })
        let narrow = text(Fixture.state(snapshot, size: Size(columns: 80, rows: 24)))
        #expect(narrow.contains { $0.contains("798.2ms") })
        #expect(!narrow.contains { $0.contains("…") && $0.contains("798.2ms") })
    }

    @Test func anOpenBreakerSaysWhenItTriesAgain() {
        var snapshot = Fixture.snapshot(busy: true)
        snapshot.breakers = [BreakerStatus(name: "enrich", state: .open)]
        snapshot.breakers[0].retryAt = Fixture.now.advanced(seconds: 4)
        #expect(
            text(Fixture.state(snapshot, size: Size(columns: 120, rows: 36))).contains { $0.contains("retry in 4s") })
        let narrow = text(Fixture.state(snapshot, size: Size(columns: 80, rows: 24)))
        #expect(narrow.contains { $0.contains("OPEN retry in 4s") })
    }

    @Test func aDeadBrokerIsSaidBesideTheValvesAtOnce() {
        var snapshot = Fixture.snapshot(busy: false)
        snapshot.valves.removeAll { $0.isStale(at: Fixture.now) }
        let good = text(Fixture.state(snapshot))
        #expect(!good.contains { $0.contains("mqtt down") })
        snapshot.links.removeAll { $0.name == .mqtt }
        snapshot.links.append(LinkStatus(name: .mqtt, state: .down, lastSeenAt: Fixture.now))
        let screen = text(Fixture.state(snapshot))
        #expect(screen.contains { $0.contains("Valves") && $0.contains("mqtt down") && $0.contains("last known") })
        #expect(!screen.contains { $0.contains("Valves") && $0.contains("good") })
        #expect(screen.contains { $0.contains("v-101") && $0.contains("s old") })
    }

    @Test func rulesThatCannotBeReadAreSaid() {
        var snapshot = Fixture.snapshot(busy: false)
        #expect(!text(Fixture.state(snapshot)).contains { $0.contains("not reloaded") })
        #expect(Assessment(of: snapshot, at: snapshot.at).summary == "all well")
        snapshot.server.rulesFault = "plant.yml:12:3: field \"exprr\" not found"
        let screen = text(Fixture.state(snapshot, size: Size(columns: 200, rows: 50)))
        #expect(screen.contains { $0.contains("△ rules not reloaded plant.yml:12:3") })
        #expect(Assessment(of: snapshot, at: snapshot.at).summary == "rules not reloaded")
        let plain = PlainText.render(snapshot, width: 120)
        #expect(plain.contains("rules not reloaded, the old ones are in force: plant.yml:12:3: field"))
    }

    @Test func aShutValveHasNoBar() {
        var snapshot = Fixture.snapshot(busy: false)
        for index in snapshot.valves.indices { snapshot.valves[index].positionPercent = 0.3 }
        let rows = text(Fixture.state(snapshot)).filter { $0.contains(" v-10") }
        #expect(!rows.isEmpty)
        #expect(rows.allSatisfy { $0.contains("0%") && !$0.contains("━") })
    }

    @Test func aLongRefusalIsReadWhole() {
        var state = Fixture.state(busy: true, size: Size(columns: 80, rows: 24))
        let why = "The condition still holds; the alert can be resolved once it has cleared by itself"
        let failure = EffectFailure(code: .conditionActive, text: "\(why) (CONDITION_ACTIVE)")
        Fixture.feed(
            &state, .ended(.alertChanged(id: "a", name: "HighErrorRate", verb: "resolved", .failure(failure))), at: 1)
        let words = text(state).suffix(4).joined(separator: " ").split(separator: " ").joined(separator: " ")
        #expect(words.contains("HighErrorRate not resolved: \(why) (CONDITION_ACTIVE)"))
        #expect(words.contains("? help"))
    }

    @Test func theDialogStandsStill() {
        var state = Fixture.state(busy: false)
        Fixture.press(&state, Fixture.typed("2jjv"))
        let top = text(state).firstIndex { $0.contains("Command v-") }
        #expect(top != nil)
        for keys in ["c", "v-9"] {
            Fixture.press(&state, Fixture.typed(keys))
            #expect(text(state).firstIndex { $0.contains("Command v-") } == top)
        }
    }

    @Test(
        "Large times stay short",
        arguments: [
            (4.94, "4.9 ms"), (182.4, "182 ms"), (999.6, "1.00 s"), (10_000, "10.0 s"), (120_000, "120 s"),
            (1_200_000, "20m"), (9e15, "11574d"),
        ] as [(Double, String)])
    func milliseconds(value: Double, wanted: String) {
        #expect(Quantity.milliseconds(value) == wanted)
    }
}
