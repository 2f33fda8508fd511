import OpsClient
import OpsCore
import OpsTerminal
import Testing

@testable import OpsTUI

/// Selection, filter, acting keys, quitting, and the health of the stream.
@Suite struct ReducerTests {
    // MARK: Selection

    @Test func theSelectionFollowsItsRowWhenRowsReorder() {
        var state = Fixture.state(busy: true)
        Fixture.press(&state, Fixture.typed("1j"))
        #expect(state.selectedID(in: .incidents) == "41")
        var worse = Fixture.incidents()[0]
        worse.severity = .sev1
        Fixture.feed(&state, Fixture.change(.incident(worse)), at: 2)
        #expect(state.visibleIncidents.map(\.id) == [41, 42])
        #expect(state.selectedID(in: .incidents) == "41")
    }

    @Test func aRowThatGoesTakesItsSelectionAlong() {
        var state = Fixture.state(busy: true)
        Fixture.press(&state, Fixture.typed("1j"))
        var resolved = Fixture.incidents()[0]
        resolved.status = .resolved
        Fixture.feed(&state, Fixture.change(.incident(resolved)), at: 2)
        #expect(state.selectedID(in: .incidents) == nil)
        #expect(Fixture.press(&state, Fixture.typed("a"), at: 4).isEmpty, "the neighbour must not inherit the key")
        #expect(state.notice?.text.contains("gone") == true)
        Fixture.press(&state, Fixture.typed("j"), at: 5)
        #expect(state.selectedID(in: .incidents) == "42")
    }

    @Test func aSelectionMadeByTheScreenTakesNoKeyAtOnce() {
        var state = Fixture.state(busy: false)
        Fixture.feed(&state, Fixture.change(.incident(Fixture.incidents()[1])), at: 5)
        #expect(Fixture.press(&state, Fixture.typed("a"), at: 5.1).isEmpty)
        #expect(Fixture.press(&state, Fixture.typed("a"), at: 6).count == 1)
    }

    // MARK: Filter

    @Test func theFilterNarrowsAndEscapeDropsIt() {
        var state = Fixture.state(busy: true)
        Fixture.press(&state, Fixture.typed("2/seg-7") + [.enter])
        #expect(state.visibleValves.map(\.id) == ["v-103", "v-104"])
        #expect(!state.isFiltering)
        Fixture.press(&state, [.escape])
        #expect(state.visibleValves.count == 10)
    }

    @Test func keysInTheFilterAreText() {
        var state = Fixture.state(busy: true)
        let effects = Fixture.press(&state, Fixture.typed("5/aqrKv"))
        #expect(effects.isEmpty)
        #expect(state.filters[.alerts] == "aqrKv")
    }

    // MARK: Acting

    @Test func acknowledgingAndResolving() {
        var state = Fixture.state(busy: true)
        #expect(
            Fixture.press(&state, Fixture.typed("1a"))
                == [.updateIncident(id: 42, IncidentUpdate(status: .acknowledged))])
        #expect(Fixture.press(&state, Fixture.typed("r")).isEmpty, "an incident asks first")
        #expect(
            Fixture.press(&state, Fixture.typed("y")) == [.updateIncident(id: 42, IncidentUpdate(status: .resolved))])
        #expect(Fixture.press(&state, Fixture.typed("5a")) == [.acknowledgeAlert(id: "a1", name: "HighErrorRate")])
        Fixture.press(&state, Fixture.typed("r"))
        #expect(Fixture.press(&state, Fixture.typed("n")).isEmpty)
        #expect(state.overlays.isEmpty)
    }

    @Test func nothingActsOnASilentStream() {
        var state = Fixture.state(busy: true)
        Fixture.feed(&state, .tick, at: 30)
        #expect(Fixture.press(&state, Fixture.typed("1a"), at: 30.1).isEmpty)
        #expect(state.notice?.text.contains("silent") == true)
    }

    @Test func theTriagePageActsOnItsIncidentWhateverIsSelected() {
        var state = Fixture.state(busy: true)
        Fixture.press(&state, Fixture.typed("1") + [.enter])
        #expect(state.overlays == [.triage(incidentID: 42, scroll: 0)])
        state.selections[.incidents] = Selection(id: "41", automatic: false, since: state.at.monotonic)
        #expect(
            Fixture.press(&state, Fixture.typed("a"))
                == [.updateIncident(id: 42, IncidentUpdate(status: .acknowledged))])
    }

    @Test func reloadingKeysAsksAndShowsTheAnswer() {
        var state = Fixture.state(busy: false)
        #expect(Fixture.press(&state, Fixture.typed("K")).isEmpty)
        #expect(Fixture.press(&state, Fixture.typed("y")) == [.reloadKeys])
        let reload = KeyReload(
            tenants: 3, keys: 4, added: [KeyReference(tenant: "newco", keyId: "0a1b2c3d", source: ".env")],
            removed: [], unchanged: 3)
        Fixture.feed(&state, .ended(.keysReloaded(.success(reload))), at: 2)
        let text = DashboardView.render(state, size: state.size, glyphs: .unicode).text().joined(separator: "\n")
        #expect(text.contains("now 3 tenants, 4 keys"))
        #expect(text.contains("+ newco key 0a1b2c3d from .env"))
    }

    @Test func aFailureIsSaid() {
        var state = Fixture.state(busy: true)
        let failure = EffectFailure(code: .conditionActive, text: "CONDITION_ACTIVE: it still holds")
        Fixture.feed(
            &state, .ended(.alertChanged(id: "a1", name: "HighErrorRate", verb: "resolved", .failure(failure))), at: 1)
        #expect(state.notice?.text.contains("CONDITION_ACTIVE") == true)
    }

    // MARK: Leaving

    @Test func quittingIsPlainWhereNothingFollows() {
        var state = Fixture.state(busy: false)
        #expect(Fixture.press(&state, Fixture.typed("q")) == [.end(.quit)])
    }

    @Test func onAPageTheKeyLeavesThePage() {
        var state = Fixture.state(busy: true)
        Fixture.press(&state, Fixture.typed("1") + [.enter])
        #expect(Fixture.press(&state, Fixture.typed("q")).isEmpty)
        #expect(state.overlays.isEmpty)
        Fixture.press(&state, [.enter], at: 2)
        #expect(Fixture.press(&state, [.control("c")], at: 3) == [.end(.quit)])
    }

    @Test func quittingAsksWhereOthersAreServed() {
        var settings = DashboardSettings()
        settings.asksBeforeQuit = true
        var state = Fixture.state(Fixture.snapshot(busy: false), settings: settings)
        #expect(Fixture.press(&state, [.control("c")]) == [.askQuitWarning])
        #expect(Fixture.feed(&state, .ended(.quitWarning("2 others are attached.")), at: 1.1).isEmpty)
        #expect(state.overlays.count == 1)
        #expect(Fixture.press(&state, Fixture.typed("y"), at: 2) == [.end(.quit)])
    }

    @Test func quittingWithACommandInFlightAsks() {
        var state = Fixture.state(busy: false)
        Fixture.press(&state, Fixture.typed("2vcv-101") + [.enter])
        #expect(Fixture.press(&state, Fixture.typed("q"), at: 2).isEmpty)
        guard case .confirm(let question) = state.overlays.last else {
            Issue.record("no question")
            return
        }
        #expect(question.consequence.contains("in flight"))
        #expect(Fixture.press(&state, [.control("c")], at: 3) == [.end(.quit)])
    }

    @Test func aStopAndALostTerminalEnd() {
        var state = Fixture.state(busy: false)
        #expect(Fixture.feed(&state, .stop(.signalled(15)), at: 1) == [.end(.signalled(15))])
        #expect(Fixture.feed(&state, .terminalGone, at: 1) == [.end(.terminalGone)])
    }

    // MARK: Sources

    @Test func aSilentStreamIsStaleAndALostOneDown() {
        var state = Fixture.state(busy: false)
        #expect(state.isStreamFresh)
        for second in 1...20 {
            Fixture.feed(&state, Fixture.change(.metrics(MetricsPoint(at: Fixture.now))), at: Double(second))
        }
        // Values came each second: a few seconds of silence are noticed.
        Fixture.feed(&state, .tick, at: 22)
        #expect(state.isStreamFresh)
        Fixture.feed(&state, .tick, at: 26)
        #expect(!state.isStreamFresh)
        Fixture.feed(&state, .stream(.down(reason: "refused", retryInSeconds: 1)), at: 27)
        Fixture.feed(&state, .stream(.down(reason: "refused", retryInSeconds: 2)), at: 29)
        Fixture.feed(&state, .tick, at: 32)
        let header = DashboardView.render(state, size: state.size, glyphs: .unicode).text()[0]
        #expect(header.contains("✖ STREAM DOWN 12s"))
        #expect(!header.contains("LIVE"))
    }

    @Test func valvesHeardHereStayFreshWithoutTheServer() {
        var state = Fixture.state(busy: false)
        Fixture.feed(&state, .stream(.down(reason: "gone", retryInSeconds: 1)), at: 1)
        let reading = Fixture.reading("v-101", rev: 812, position: 44)
        Fixture.feed(&state, .telemetry(.readings([reading], unreadable: 0)), at: 30)
        #expect(state.valve("v-101")?.isStale == false)
        #expect(state.valve("v-101")?.status.positionPercent == 44)
        #expect(state.valve("v-102")?.isStale == true)
    }

    @Test func readingsThatComeLateOrTwiceChangeNothing() {
        var state = Fixture.state(busy: false)
        let newer = Fixture.reading("v-101", rev: 814, position: 44, sequence: 9)
        let older = Fixture.reading("v-101", rev: 813, position: 90, sequence: 8)
        Fixture.feed(&state, .telemetry(.readings([newer], unreadable: 0)), at: 1)
        Fixture.feed(&state, .telemetry(.readings([older], unreadable: 3)), at: 2)
        #expect(state.valve("v-101")?.status.positionPercent == 44)
        #expect(state.telemetry.unreadable == 3)
    }

    @Test func ageIsCountedOnTheServersClock() {
        var snapshot = Fixture.snapshot(busy: false)
        // The server's clock is an hour ahead of ours.
        let shift = 3_600_000 as Int64
        snapshot.at.milliseconds += shift
        for index in snapshot.valves.indices { snapshot.valves[index].lastSeenAt?.milliseconds += shift }
        let state = Fixture.state(snapshot)
        #expect(state.valve("v-101")?.isStale == false)
        #expect((state.valve("v-101")?.ageSeconds ?? 99) < 2)
    }
}
