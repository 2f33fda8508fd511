import OpsCore

/// The last line: the keys that work here and now.
enum KeyHints {
    private static let order: [DashboardAction] = [
        .help, .valve, .acknowledge, .shelve, .resolve, .open, .filter, .reloadKeys, .quit,
    ]

    static func draw(_ rect: Rect, _ state: DashboardState, on canvas: inout Canvas) {
        let inner = rect.inset(columns: 1, rows: 0)
        var column = inner.column
        for (key, hint) in fitting(hints(state), inner.columns) {
            column += canvas.put(
                [(key, Style(.hand, bold: true)), (" \(hint)", .label)], column, inner.row,
                width: inner.endColumn - column)
            column += 2
        }
        let rules = state.snapshot?.server.rules ?? ""
        let mark = rules.contains("rules") ? rules : "rules: \(rules)"
        let used = canvas.columns(of: mark)
        guard !rules.isEmpty, rules != "shipped", column + used <= inner.endColumn else { return }
        canvas.putRight(mark, endColumn: inner.endColumn, row: inner.row, style: .label)
    }

    /// As many whole hints as fit; the way out and the help stay longest.
    private static func fitting(_ all: [(String, String)], _ columns: Int) -> [(String, String)] {
        func width(_ hints: [(String, String)]) -> Int { hints.reduce(-2) { $0 + $1.0.count + $1.1.count + 3 } }
        var hints = all
        while width(hints) > columns, hints.count > 1 {
            let index = hints.lastIndex { $0.1 != "quit" && $0.1 != "help" } ?? hints.count - 1
            hints.remove(at: index)
        }
        return hints
    }

    private static func hints(_ state: DashboardState) -> [(String, String)] {
        if state.isFiltering { return [("enter", "keep"), ("esc", "drop")] }
        switch state.overlays.last {
        case .confirm: return [("y", "yes"), ("esc", "leave it")]
        case .shelve(let dialog):
            let choices = dialog.choices(for: state.alert(dialog.alertID))
            return [(choices.map { String($0.key) }.joined(separator: " "), "choose"), ("esc", "leave it")]
        case .valve(let dialog): return hints(dialog, state)
        case .help, .answer: return [("j k", "scroll"), ("esc", "close")]
        case .triage: return page(state, [.acknowledge, .resolve, .valve])
        case .details(.alerts, _, _): return page(state, [.acknowledge, .shelve, .resolve])
        case .details(.valves, _, _): return page(state, [.valve])
        case .details: return page(state, [])
        case nil: return acting(state, order.filter { $0 != .shelve || state.focus == .alerts })
        }
    }

    /// On a page: the way back first, then the keys that act on what it shows.
    private static func page(_ state: DashboardState, _ actions: [DashboardAction]) -> [(String, String)] {
        [("esc", "back"), ("j k", "scroll")] + acting(state, actions)
    }

    private static func acting(_ state: DashboardState, _ actions: [DashboardAction]) -> [(String, String)] {
        actions.compactMap { action in
            guard state.settings.isAvailable(action), let hint = action.hint,
                let key = state.settings.keymap.firstKey(for: action)
            else { return nil }
            return (key, hint)
        }
    }

    private static func hints(_ dialog: ValveDialog, _ state: DashboardState) -> [(String, String)] {
        switch dialog.step {
        case .choosing where state.valve(dialog.valveID)?.status.hold != nil:
            [("y", "confirm"), ("x", "take back"), ("s f", "stop, safe"), ("esc", "leave it")]
        case .choosing: [("o c p s f", "choose"), ("esc", "leave it")]
        case .typingPosition: [("0-100", "position"), ("enter", "next"), ("esc", "back")]
        case .confirming(let action, _, _) where action.isUnconditional: [("y", "send"), ("esc", "back")]
        case .cancelling: [("y", "take it back"), ("esc", "back")]
        case .confirming, .confirmingHold: [(dialog.valveID, "type it"), ("enter", "send"), ("esc", "back")]
        }
    }
}
