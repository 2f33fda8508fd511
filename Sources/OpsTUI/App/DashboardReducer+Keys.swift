import OpsCore
import OpsTerminal

/// Keys on the panes.
extension DashboardReducer {
    static func press(_ state: inout DashboardState, _ key: Key, freshID: String) -> [DashboardEffect] {
        if key == Keymap.alwaysQuits { return quit(&state, insisting: true) }
        if state.isFiltering {
            typeFilter(&state, key)
            return []
        }
        switch state.overlays.last {
        case .valve(let dialog): return press(&state, dialog, key)
        case .confirm(let confirmation): return press(&state, confirmation, key)
        case .shelve(let dialog): return press(&state, dialog, key)
        case .help, .triage, .details, .answer, nil: break
        }
        guard let action = state.settings.keymap.action(for: key) else { return [] }
        guard state.settings.isAvailable(action) else {
            note(&state, "read-only: keys that act are off")
            return []
        }
        return perform(&state, action, freshID: freshID)
    }

    private static func perform(
        _ state: inout DashboardState, _ action: DashboardAction, freshID: String
    ) -> [DashboardEffect] {
        switch action {
        // On a page it is the page that q leaves.
        case .quit where !state.overlays.isEmpty: closeTop(&state)
        case .quit: return quit(&state, insisting: false)
        case .redraw: return [.redraw]
        case .valve: openValveDialog(&state, freshID: freshID)
        case .acknowledge: return acknowledge(&state)
        case .resolve: askToResolve(&state)
        case .shelve: askToShelve(&state)
        case .reloadKeys: askToReload(&state)
        case .help: toggleHelp(&state)
        case .close: closeTop(&state)
        default:
            if state.overlays.isEmpty { move(&state, action) } else { scroll(&state, action) }
        }
        return []
    }

    // MARK: Moving about

    private static func move(_ state: inout DashboardState, _ action: DashboardAction) {
        switch action {
        case .focusNext: shiftFocus(&state, by: 1)
        case .focusPrevious: shiftFocus(&state, by: -1)
        case .focusIncidents: state.focus = .incidents
        case .focusValves: state.focus = .valves
        case .focusBreakers: state.focus = .breakers
        case .focusTenants: state.focus = .tenants
        case .focusAlerts: state.focus = .alerts
        case .down: select(&state) { $0 + 1 }
        case .up: select(&state) { $0 - 1 }
        case .pageDown: select(&state) { $0 + 10 }
        case .pageUp: select(&state) { $0 - 10 }
        case .first: select(&state) { _ in 0 }
        case .last: select(&state) { _ in .max }
        case .open: openRow(&state)
        case .filter: startFilter(&state)
        default: break
        }
    }

    private static func shiftFocus(_ state: inout DashboardState, by step: Int) {
        let panes = Layout.focusable(in: state.size)
        guard !panes.isEmpty else { return }
        let index = panes.firstIndex(of: state.focus) ?? 0
        state.focus = panes[(index + step + panes.count) % panes.count]
    }

    private static func select(_ state: inout DashboardState, _ change: (Int) -> Int) {
        let ids = state.rowIDs(of: state.focus)
        guard !ids.isEmpty else { return }
        let current = state.selections[state.focus].flatMap { ids.firstIndex(of: $0.id) }
        let wanted = current.map(change) ?? 0
        let id = ids[min(max(wanted, 0), ids.count - 1)]
        state.selections[state.focus] = Selection(id: id, automatic: false, since: state.at.monotonic)
    }

    private static func openRow(_ state: inout DashboardState) {
        if let hand = state.hand,
            state.at.monotonic.seconds(since: hand.startedAt) < CommandInHand.bounceSeconds
        {
            return
        }
        guard let id = state.selectedID(in: state.focus) else { return }
        if state.focus == .incidents, let number = Int64(id) {
            state.overlays.append(.triage(incidentID: number, scroll: 0))
        } else {
            state.overlays.append(.details(state.focus, id: id, scroll: 0))
        }
    }

    // MARK: Filter

    private static func startFilter(_ state: inout DashboardState) {
        if !state.focus.isFilterable { state.focus = .valves }
        state.isFiltering = true
    }

    private static func typeFilter(_ state: inout DashboardState, _ key: Key) {
        var text = state.filters[state.focus] ?? ""
        switch key {
        case .character(let character): text.append(character)
        case .backspace: text = String(text.dropLast())
        case .control("u"): text = ""
        case .enter: state.isFiltering = false
        case .escape:
            state.isFiltering = false
            text = ""
        default: return
        }
        setFilter(&state, text)
    }

    private static func setFilter(_ state: inout DashboardState, _ text: String) {
        state.filters[state.focus] = text.isEmpty ? nil : String(text.prefix(40))
    }

    /// A paste is text, never keys: it goes into the filter and nowhere else.
    static func paste(_ state: inout DashboardState, _ text: String) {
        if state.isFiltering {
            let line = text.prefix { !$0.isNewline }
            setFilter(&state, (state.filters[state.focus] ?? "") + line)
        } else if case .valve = state.overlays.last {
            note(&state, "a paste does not confirm: type it", .attention)
        }
    }

    // MARK: Leaving

    private static func closeTop(_ state: inout DashboardState) {
        if !state.overlays.isEmpty {
            state.overlays.removeLast()
        } else if state.filters[state.focus] != nil {
            state.filters[state.focus] = nil
        } else {
            state.notice = nil
        }
    }

    private static func toggleHelp(_ state: inout DashboardState) {
        if case .help = state.overlays.last {
            state.overlays.removeLast()
        } else {
            state.overlays.append(.help(scroll: 0))
        }
    }

    /// Quits, or asks first where others or a command would feel it. ^C upon the question is an answer too.
    private static func quit(_ state: inout DashboardState, insisting: Bool) -> [DashboardEffect] {
        if insisting, state.isAskingToQuit { return [.end(.quit)] }
        if insisting, case .confirm(let question) = state.overlays.last, question.subject == .quit {
            return [.end(.quit)]
        }
        guard !state.isAskingToQuit else { return [] }
        state.isFiltering = false
        state.isAskingToQuit = true
        return state.settings.asksBeforeQuit
            ? [.askQuitWarning] : take(&state, .quitWarning(nil))
    }
}
