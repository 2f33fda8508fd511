import OpsCore
import OpsTerminal

/// The dialog where a command waits on the valve: confirming it as the second person, or taking it back.
extension DashboardReducer {
    /// Why the person at this dashboard cannot confirm `hold`; nil where they can. The server decides, this only says it
    /// before.
    static func refusal(_ state: DashboardState, ofConfirming hold: ValveHold) -> String? {
        guard state.isStreamFresh, let caller = state.snapshot?.caller else {
            return "the server's stream is silent: what you see may be old"
        }
        if hold.until.milliseconds <= state.serverNow.milliseconds { return "the selection has lapsed" }
        let isHolder = caller.lowercased() == hold.holder.lowercased()
        if hold.needsSecondPerson, isHolder { return "you asked for it: another person must confirm" }
        if !hold.needsSecondPerson, !isHolder { return "\(hold.holder) has it selected, and alone can confirm it" }
        return nil
    }

    static func pickConfirmation(_ state: DashboardState, _ dialog: inout ValveDialog) {
        guard let hold = state.valve(dialog.valveID)?.status.hold else {
            dialog.complaint = "no command waits on \(dialog.valveID)"
            return
        }
        if let reason = refusal(state, ofConfirming: hold) {
            dialog.complaint = reason
        } else {
            dialog.step = .confirmingHold(hold, typed: "")
        }
    }

    static func pickCancel(_ state: DashboardState, _ dialog: inout ValveDialog) {
        let status = state.valve(dialog.valveID)?.status
        guard let id = status?.hold?.commandId ?? status?.commandId else {
            dialog.complaint = "no command waits or is under way on \(dialog.valveID)"
            return
        }
        dialog.step = .cancelling(commandID: id)
    }

    /// True once the valve's tag was typed and what waits is still what was shown.
    static func confirmHold(
        _ state: inout DashboardState, _ dialog: inout ValveDialog, _ key: Key, _ hold: ValveHold, _ typed: String
    ) -> Bool {
        switch key {
        case .escape: goBack(&state, &dialog)
        case .backspace: dialog.step = .confirmingHold(hold, typed: String(typed.dropLast()))
        case .character(let character) where typed.count < 64:
            dialog.step = .confirmingHold(hold, typed: typed + String(character))
        case .enter where typed != dialog.valveID:
            dialog.complaint = "type \(dialog.valveID), then Enter"
        case .enter where state.valve(dialog.valveID)?.status.hold != hold:
            dialog.complaint = "what waits on \(dialog.valveID) has changed: go back and look"
        case .enter:
            dialog.complaint = refusal(state, ofConfirming: hold)
            return dialog.complaint == nil
        default: break
        }
        return false
    }

    static func sendConfirmation(
        _ state: inout DashboardState, _ dialog: ValveDialog, _ hold: ValveHold
    ) -> [DashboardEffect] {
        state.overlays.removeLast()
        state.hand = CommandInHand(
            id: hold.commandId, valveID: dialog.valveID, action: hold.action, position: hold.position,
            sentAt: state.serverNow, startedAt: state.at.monotonic)
        return [.confirmCommand(id: hold.commandId, CommandConfirmation(of: hold, on: dialog.valveID))]
    }
}
