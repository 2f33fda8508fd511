import OpsCore
import OpsTerminal

/// The actuation dialog: the one way from a key to a valve.
extension DashboardReducer {
    static func openValveDialog(_ state: inout DashboardState, freshID: String) {
        guard let id = valveMeant(&state), let valve = state.valve(id) else { return }
        guard valve.status.configured else {
            note(&state, valve.refusal(of: .stop) ?? "", .attention)
            return
        }
        state.overlays.append(
            .valve(
                ValveDialog(
                    valveID: id, shownRev: valve.status.rev, shownBootID: valve.status.bootId, commandID: freshID)))
    }

    /// The valve that `v` means. Where another pane has the focus, the key only goes to the valves: a command starts
    /// from a row that the person looks at.
    private static func valveMeant(_ state: inout DashboardState) -> String? {
        switch state.overlays.last {
        case .details(.valves, let id, _): return id
        case .triage(let incident, _):
            goToValve(&state, state.incident(incident)?.valves.first)
            return nil
        case nil: break
        default: return nil
        }
        guard state.focus == .valves else {
            goToValve(&state, nil)
            return nil
        }
        guard let selection = state.selections[.valves], let id = state.selectedID(in: .valves) else {
            note(&state, "select a valve first", .attention)
            return nil
        }
        guard selection.isSettled(at: state.at.monotonic) else {
            note(&state, "the selection just changed: look, then press again", .attention)
            return nil
        }
        return id
    }

    private static func goToValve(_ state: inout DashboardState, _ id: String?) {
        state.overlays = []
        state.focus = .valves
        if let id, state.snapshot?.valves.contains(where: { $0.id == id }) == true {
            state.filters[.valves] = nil
            state.selections[.valves] = Selection(id: id, automatic: false, since: state.at.monotonic)
        }
        let key = state.settings.keymap.firstKey(for: .valve) ?? "v"
        note(&state, "select the valve, then press \(key)")
    }

    /// Why a dialog must not send `action` any more: the valve is not what the person saw, or was never fit.
    static func refusal(_ state: DashboardState, _ dialog: ValveDialog, _ action: ValveAction) -> String? {
        guard let valve = state.valve(dialog.valveID) else { return "\(dialog.valveID) is gone" }
        if !action.isUnconditional {
            if !state.isStreamFresh { return "the server's stream is silent: what you see may be old" }
            if valve.status.bootId != dialog.shownBootID || valve.status.rev != dialog.shownRev {
                return "\(dialog.valveID) changed while this dialog was open: close it, look, start again"
            }
        }
        return valve.refusal(of: action)
    }

    static func press(_ state: inout DashboardState, _ dialog: ValveDialog, _ key: Key) -> [DashboardEffect] {
        var dialog = dialog
        dialog.complaint = nil
        switch dialog.step {
        case .choosing: choose(&state, &dialog, key)
        case .typingPosition(let text): typePosition(&state, &dialog, key, text)
        case .confirming(let action, let position, let typed):
            if confirm(&state, &dialog, key, action, position, typed) {
                return send(&state, dialog, action, position)
            }
        case .confirmingHold(let hold, let typed):
            if confirmHold(&state, &dialog, key, hold, typed) { return sendConfirmation(&state, dialog, hold) }
        case .cancelling(let id):
            if key == .character("y") {
                state.overlays.removeLast()
                return [.cancelCommand(id: id, valveID: dialog.valveID)]
            }
            if key == .escape { goBack(&state, &dialog) }
        }
        if key == .escape { return [] }
        state.overlays[state.overlays.count - 1] = .valve(dialog)
        return []
    }

    private static func choose(_ state: inout DashboardState, _ dialog: inout ValveDialog, _ key: Key) {
        let actions = ValveAction.allCases
        switch key {
        case .escape: state.overlays.removeLast()
        case .down, .tab, .character("j"): dialog.cursor = (dialog.cursor + 1) % actions.count
        case .up, .backTab, .character("k"): dialog.cursor = (dialog.cursor + actions.count - 1) % actions.count
        case .enter: pick(state, &dialog, actions[dialog.cursor])
        case .character("y"): pickConfirmation(state, &dialog)
        case .character("x"): pickCancel(state, &dialog)
        case .character(let letter):
            guard let action = actions.first(where: { $0.letter == letter }) else { return }
            dialog.cursor = actions.firstIndex(of: action) ?? dialog.cursor
            pick(state, &dialog, action)
        default: break
        }
    }

    static func goBack(_ state: inout DashboardState, _ dialog: inout ValveDialog) {
        dialog.step = .choosing
        state.overlays[state.overlays.count - 1] = .valve(dialog)
    }

    private static func pick(_ state: DashboardState, _ dialog: inout ValveDialog, _ action: ValveAction) {
        if let reason = refusal(state, dialog, action) {
            dialog.complaint = reason
        } else if action == .position {
            dialog.step = .typingPosition("")
        } else {
            dialog.step = .confirming(action, position: nil, typed: "")
        }
    }

    private static func typePosition(
        _ state: inout DashboardState, _ dialog: inout ValveDialog, _ key: Key, _ text: String
    ) {
        switch key {
        case .escape: goBack(&state, &dialog)
        case .backspace: dialog.step = .typingPosition(String(text.dropLast()))
        case .character(let digit) where digit.isASCII && (digit.isNumber || digit == ".") && text.count < 5:
            dialog.step = .typingPosition(text + String(digit))
        case .enter:
            guard let position = Double(text), (0...100).contains(position) else {
                dialog.complaint = "a position is 0 (closed) to 100 (open)"
                return
            }
            dialog.step = .confirming(.position, position: position, typed: "")
        default: break
        }
    }

    /// True once the person has confirmed and nothing speaks against it.
    private static func confirm(
        _ state: inout DashboardState, _ dialog: inout ValveDialog, _ key: Key, _ action: ValveAction,
        _ position: Double?, _ typed: String
    ) -> Bool {
        switch key {
        case .escape:
            goBack(&state, &dialog)
            return false
        case .character("y") where action.isUnconditional: break
        case .character(let character) where !action.isUnconditional && typed.count < 64:
            dialog.step = .confirming(action, position: position, typed: typed + String(character))
            return false
        case .backspace:
            dialog.step = .confirming(action, position: position, typed: String(typed.dropLast()))
            return false
        case .enter where !action.isUnconditional:
            guard typed == dialog.valveID else {
                dialog.complaint = "type \(dialog.valveID), then Enter"
                return false
            }
        default: return false
        }
        dialog.complaint = refusal(state, dialog, action)
        return dialog.complaint == nil
    }

    private static func send(
        _ state: inout DashboardState, _ dialog: ValveDialog, _ action: ValveAction, _ position: Double?
    ) -> [DashboardEffect] {
        state.overlays.removeLast()
        state.hand = CommandInHand(
            id: dialog.commandID, valveID: dialog.valveID, action: action, position: position,
            sentAt: state.serverNow, startedAt: state.at.monotonic)
        let request = ActuationRequest(
            action: action, position: position, expectRev: action.isUnconditional ? nil : dialog.shownRev)
        return [.actuate(valveID: dialog.valveID, request, idempotencyKey: dialog.commandID)]
    }
}

extension ValveAction {
    /// The key that picks it in the dialog.
    var letter: Character {
        switch self {
        case .open: "o"
        case .close: "c"
        case .position: "p"
        case .stop: "s"
        case .safe: "f"
        }
    }
}
