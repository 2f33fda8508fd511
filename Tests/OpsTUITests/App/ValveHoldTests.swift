import OpsCore
import OpsTerminal
import Testing

@testable import OpsTUI

/// A command that waits on a valve: shown with its holder and its end, confirmed by another person, taken back by anybody.
@Suite struct ValveHoldTests {
    private static func hold(by holder: String, second: Bool = true) -> ValveHold {
        ValveHold(
            commandId: "held-1", action: .position, position: 40, holder: holder, reason: "leak in segment 7",
            until: Fixture.now.advanced(seconds: 95), needsSecondPerson: second)
    }

    /// The dialog of v-103, on which a command of `holder` waits; the dashboard's person is `op1`.
    private func dialog(heldBy holder: String, second: Bool = true, size: Size? = nil) -> DashboardState {
        var state = Fixture.state(busy: false)
        state.snapshot?.caller = "op1"
        if let size { state.size = size }
        if let index = state.snapshot?.valves.firstIndex(where: { $0.id == "v-103" }) {
            state.snapshot?.valves[index].hold = Self.hold(by: holder, second: second)
            state.snapshot?.valves[index].critical = true
        }
        Fixture.press(&state, Fixture.typed("2jjv"))
        return state
    }

    private func complaint(_ state: DashboardState) -> String? {
        if case .valve(let dialog) = state.overlays.last { dialog.complaint } else { nil }
    }

    private func screen(_ state: DashboardState) -> String {
        DashboardView.render(state, size: state.size, glyphs: .unicode).text().joined(separator: "\n")
    }

    @Test(arguments: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 36)])
    func theDialogShowsWhatIsConfirmed(_ size: Size) {
        let text = screen(dialog(heldBy: "op2", size: size))
        for part in ["selected by op2 for position 40%", "1m33 left", "because: leak in segment 7", "x takes it back"] {
            #expect(text.contains(part), "\(part) in\n\(text)")
        }
    }

    @Test func anotherPersonConfirmsByTheValvesTag() {
        var state = dialog(heldBy: "op2")
        #expect(Fixture.press(&state, Fixture.typed("yv-10") + [.enter]).isEmpty)
        #expect(complaint(state)?.contains("type v-103") == true)
        let effects = Fixture.press(&state, Fixture.typed("3") + [.enter])
        let seen = CommandConfirmation(valveId: "v-103", action: .position, position: 40)
        #expect(effects == [.confirmCommand(id: "held-1", seen)])
        #expect(state.overlays.isEmpty && state.hand?.id == "held-1")
    }

    @Test func whoAskedCannotConfirm() {
        var state = dialog(heldBy: "op1")
        #expect(Fixture.press(&state, Fixture.typed("y")).isEmpty)
        #expect(complaint(state)?.contains("another person") == true)
        #expect(Fixture.press(&state, Fixture.typed("v-103") + [.enter]).isEmpty)
        var own = dialog(heldBy: "op1", second: false)
        #expect(Fixture.press(&own, Fixture.typed("yv-103") + [.enter]).count == 1)
    }

    @Test func whatChangedUnderTheQuestionIsNotConfirmed() {
        var state = dialog(heldBy: "op2")
        Fixture.press(&state, Fixture.typed("yv-103"))
        if let index = state.snapshot?.valves.firstIndex(where: { $0.id == "v-103" }) {
            state.snapshot?.valves[index].hold?.position = 60
        }
        #expect(Fixture.press(&state, [.enter]).isEmpty)
        #expect(complaint(state)?.contains("has changed") == true)
    }

    @Test func takingItBackWantsASecondKey() {
        var state = dialog(heldBy: "op2")
        #expect(Fixture.press(&state, Fixture.typed("x") + [.enter]).isEmpty)
        #expect(Fixture.press(&state, Fixture.typed("y")) == [.cancelCommand(id: "held-1", valveID: "v-103")])
        #expect(state.overlays.isEmpty)
        var left = dialog(heldBy: "op2")
        #expect(Fixture.press(&left, Fixture.typed("x") + [.escape] + Fixture.typed("y")).isEmpty)
    }

    @Test func onlyStopAndSafeGoBesideIt() {
        var state = dialog(heldBy: "op2")
        #expect(Fixture.press(&state, Fixture.typed("cv-103") + [.enter]).isEmpty)
        #expect(complaint(state)?.contains("op2 has v-103 selected") == true)
        var stop = dialog(heldBy: "op2")
        #expect(Fixture.press(&stop, Fixture.typed("sy")).count == 1)
    }

    @Test func theRowAndTheLineSayIt() {
        var state = dialog(heldBy: "op2", size: Size(columns: 120, rows: 36))
        state.overlays = []
        #expect(screen(state).contains("held 1m33"))
        var command = Fixture.command()
        command.state = .held
        command.steps = [CommandStep(state: .held, at: Fixture.now)]
        command.needsSecondPerson = true
        command.holdUntil = Fixture.now.advanced(seconds: 95)
        state.snapshot?.commands = [command]
        let line = CommandLine.pieces(state, .unicode).map(\.text).joined()
        #expect(line.contains("HELD waits for a second person until 14:04:06"), "\(line)")
    }
}
