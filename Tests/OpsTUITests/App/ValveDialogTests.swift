import OpsClient
import OpsCore
import OpsTerminal
import Testing

@testable import OpsTUI

/// A command leaves only for the valve that the person saw, as they saw it, and once.
@Suite struct ValveDialogTests {
    /// A calm dashboard with the valves in focus and v-103 chosen by hand.
    private func chosen() -> DashboardState {
        var state = Fixture.state(busy: false)
        Fixture.press(&state, Fixture.typed("2jj"))
        #expect(state.selectedID(in: .valves) == "v-103")
        return state
    }

    private func complaint(_ state: DashboardState) -> String? {
        if case .valve(let dialog) = state.overlays.last { dialog.complaint } else { nil }
    }

    @Test func theTagSendsTheRevisionThatWasShown() {
        var state = chosen()
        let effects = Fixture.press(&state, Fixture.typed("vcv-103") + [.enter])
        #expect(
            effects == [
                .actuate(
                    valveID: "v-103", ActuationRequest(action: .close, expectRev: 812), idempotencyKey: "fresh-1")
            ])
        #expect(state.overlays.isEmpty)
        #expect(state.hand?.phase == .sending)
    }

    @Test func aSecondEnterSendsNothingAndOpensNothing() {
        var state = chosen()
        let effects = Fixture.press(&state, Fixture.typed("vcv-103") + [.enter, .enter, .enter])
        #expect(effects.count == 1)
        #expect(state.overlays.isEmpty)
    }

    @Test(arguments: ["", "v-104", "V-103", "v-1033", "v-10"])
    func anyOtherTagSendsNothing(_ tag: String) {
        var state = chosen()
        let effects = Fixture.press(&state, Fixture.typed("vc" + tag) + [.enter])
        #expect(effects.isEmpty)
        #expect(complaint(state)?.contains("type v-103") == true)
    }

    @Test func aPasteDoesNotConfirm() {
        var state = chosen()
        Fixture.press(&state, Fixture.typed("vc"))
        Fixture.feed(&state, .pasted("v-103\n"), at: 2)
        #expect(Fixture.press(&state, [.enter], at: 2.1).isEmpty)
        #expect(state.hand == nil)
    }

    @Test func aPositionIsAskedForAndChecked() {
        var state = chosen()
        Fixture.press(&state, Fixture.typed("vp140") + [.enter])
        #expect(complaint(state)?.contains("0 (closed) to 100") == true)
        Fixture.press(&state, [.backspace, .backspace, .backspace] + Fixture.typed("40") + [.enter])
        let effects = Fixture.press(&state, Fixture.typed("v-103") + [.enter], id: "later")
        #expect(
            effects == [
                .actuate(
                    valveID: "v-103", ActuationRequest(action: .position, position: 40, expectRev: 812),
                    idempotencyKey: "fresh-1")
            ], "the command's id is the dialog's, not the last key's")
    }

    @Test(arguments: [("s", ValveAction.stop), ("f", ValveAction.safe)])
    func stopAndSafeWantAnotherKeyAndNoRevision(_ letter: String, _ action: ValveAction) {
        var state = chosen()
        #expect(Fixture.press(&state, Fixture.typed("v" + letter + letter) + [.enter]).isEmpty)
        let effects = Fixture.press(&state, Fixture.typed("y"))
        #expect(
            effects == [.actuate(valveID: "v-103", ActuationRequest(action: action), idempotencyKey: "fresh-1")])
    }

    @Test func aChangeUnderTheDialogRefuses() {
        var state = chosen()
        Fixture.press(&state, Fixture.typed("vcv-103"))
        var moved = Fixture.valve("v-103", "seg-7", .closed, 0, 3.9)
        moved.rev = 813
        Fixture.feed(&state, Fixture.change(.valve(moved)), at: 1.5)
        #expect(Fixture.press(&state, [.enter], at: 2).isEmpty)
        #expect(complaint(state)?.contains("changed while this dialog was open") == true)
        // The refusal stands also where the valve changes back.
        #expect(Fixture.press(&state, [.enter], at: 2.1).isEmpty)
    }

    @Test func aChangeHeardOnTheOwnConnectionRefusesToo() {
        var state = chosen()
        Fixture.press(&state, Fixture.typed("vcv-103"))
        let reading = Fixture.reading("v-103", rev: 813, position: 55)
        Fixture.feed(&state, .telemetry(.readings([reading], unreadable: 0)), at: 1.5)
        #expect(Fixture.press(&state, [.enter], at: 2).isEmpty)
    }

    @Test func aRebootUnderTheDialogRefuses() {
        var state = chosen()
        Fixture.press(&state, Fixture.typed("vcv-103"))
        var rebooted = Fixture.valve("v-103", "seg-7", .open, 100, 3.9)
        rebooted.bootId = "boot-2"
        Fixture.feed(&state, Fixture.change(.valve(rebooted)), at: 1.5)
        #expect(Fixture.press(&state, [.enter], at: 2).isEmpty)
    }

    @Test func aValveThatGoesStaleUnderTheDialogRefusesAllButStop() {
        var state = chosen()
        Fixture.press(&state, Fixture.typed("vcv-103"))
        for second in 1...20 { Fixture.feed(&state, .stream(.alive), at: Double(second)) }
        #expect(state.isStreamFresh)
        #expect(Fixture.press(&state, [.enter], at: 20.1).isEmpty)
        #expect(complaint(state)?.contains("too old to act on") == true)
        let effects = Fixture.press(&state, [.escape] + Fixture.typed("sy"), at: 20.5)
        #expect(effects.count == 1)
    }

    @Test func aSilentStreamRefuses() {
        var state = chosen()
        Fixture.press(&state, Fixture.typed("vcv-103"))
        Fixture.feed(&state, .stream(.down(reason: "gone", retryInSeconds: 1)), at: 1.5)
        #expect(Fixture.press(&state, [.enter], at: 2).isEmpty)
        #expect(complaint(state)?.contains("stream is silent") == true)
    }

    @Test func aValveThatIsGoneRefusesEverything() {
        var state = chosen()
        Fixture.press(&state, Fixture.typed("vs"))
        var without = Fixture.snapshot(busy: false)
        without.valves.removeAll { $0.id == "v-103" }
        Fixture.feed(&state, .stream(.snapshot(without)), at: 1.5)
        #expect(Fixture.press(&state, Fixture.typed("y"), at: 2).isEmpty)
    }

    @Test func theSelectionMovingOnDoesNotMoveTheDialog() {
        var state = chosen()
        Fixture.press(&state, Fixture.typed("vc"))
        state.selections[.valves] = Selection(id: "v-110", automatic: false, since: state.at.monotonic)
        let effects = Fixture.press(&state, Fixture.typed("v-103") + [.enter])
        guard case .actuate(let valve, _, _) = effects.first else {
            Issue.record("nothing was sent")
            return
        }
        #expect(valve == "v-103")
    }

    @Test(arguments: [
        ("bad quality", "reported as bad"), ("local mode", "local mode"), ("in flight", "another command"),
    ])
    func whatSpeaksAgainstItIsSaid(_ what: String, _ words: String) {
        var snapshot = Fixture.snapshot(busy: false)
        switch what {
        case "bad quality": snapshot.valves[2].quality = .bad
        case "local mode": snapshot.valves[2].mode = .local
        default: snapshot.valves[2].commandId = "other"
        }
        var state = Fixture.state(snapshot)
        let effects = Fixture.press(&state, Fixture.typed("2jjvcv-103") + [.enter])
        #expect(effects.isEmpty)
        #expect(complaint(state)?.contains(words) == true)
    }

    @Test func aDiscoveredValveHasNoDialog() {
        var snapshot = Fixture.snapshot(busy: false)
        snapshot.valves[2].configured = false
        var state = Fixture.state(snapshot)
        Fixture.press(&state, Fixture.typed("2Gv"))
        #expect(state.selectedID(in: .valves) == "v-103")
        #expect(state.overlays.isEmpty)
        #expect(state.notice?.text.contains("not configured") == true)
    }

    @Test func fromAnotherPaneTheKeyOnlyGoesToTheValves() {
        var state = Fixture.state(busy: true)
        let effects = Fixture.press(&state, Fixture.typed("v"))
        #expect(effects.isEmpty && state.overlays.isEmpty && state.focus == .valves)
    }

    @Test func readingOnlyHasNoActingKeys() {
        var settings = DashboardSettings()
        settings.readOnly = true
        var state = Fixture.state(Fixture.snapshot(busy: true), settings: settings)
        let effects = Fixture.press(&state, Fixture.typed("arKy2vcv-101") + [.enter])
        #expect(effects.isEmpty && state.hand == nil)
    }
}
