import OpsCore
import OpsTerminal

/// Keys that act on an alert, an incident or the keys.
extension DashboardReducer {
    private enum Subject {
        case incident(IncidentStatus)
        case alert(AlertStatus)
    }

    /// What an acting key would hit: the page on top, else the selected row. Nil, with the reason on the screen, where
    /// nothing is selected or the selection is not what the person chose.
    private static func subject(_ state: inout DashboardState, verb: String) -> Subject? {
        guard state.isStreamFresh else {
            note(&state, "not done: the server's stream is silent, what you see may be old", .attention)
            return nil
        }
        switch state.overlays.last {
        case .triage(let id, _): return state.incident(id).map(Subject.incident)
        case .details(.alerts, let id, _): return state.alert(id).map(Subject.alert)
        case nil: break
        default: return nil
        }
        guard state.focus == .incidents || state.focus == .alerts else {
            note(&state, "select an incident (1) or an alert (5) to \(verb)")
            return nil
        }
        guard let selection = state.selections[state.focus], let id = state.selectedID(in: state.focus) else {
            let gone = state.selections[state.focus] != nil
            note(&state, gone ? "the selected row is gone: select again" : "nothing to \(verb)", .attention)
            return nil
        }
        guard selection.isSettled(at: state.at.monotonic) else {
            note(&state, "the selection just changed: look, then press again", .attention)
            return nil
        }
        if state.focus == .incidents { return Int64(id).flatMap { state.incident($0) }.map(Subject.incident) }
        return state.alert(id).map(Subject.alert)
    }

    static func acknowledge(_ state: inout DashboardState) -> [DashboardEffect] {
        switch subject(&state, verb: "acknowledge") {
        case .incident(let incident) where incident.status == .open:
            return [.updateIncident(id: incident.id, IncidentUpdate(status: .acknowledged))]
        case .incident(let incident):
            note(&state, "incident #\(incident.id) is already \(Words.standing(incident))")
        case .alert(let alert) where [.active, .cleared].contains(alert.standing ?? alert.state):
            return [.acknowledgeAlert(id: alert.id, name: alert.name)]
        case .alert(let alert):
            note(&state, "\(alert.name) is \(Words.alert(alert.state)): nothing to acknowledge")
        case nil: break
        }
        return []
    }

    static func askToResolve(_ state: inout DashboardState) {
        switch subject(&state, verb: "resolve") {
        case .incident(let incident):
            ask(
                &state, .resolveIncident(incident.id), "Resolve incident #\(incident.id) \(incident.title)?",
                resolveConsequence(state, incident))
        case .alert(let alert):
            let holds =
                alert.holds
                ? "Its condition still holds: the server will refuse."
                : alert.state == .cleared && alert.source == .plant
                    ? "Nobody has acknowledged it yet: the server will refuse." : ""
            ask(&state, .resolveAlert(id: alert.id, name: alert.name), "Resolve alert \(alert.name)?", holds)
        case nil: break
        }
    }

    /// Opens the dialog on the selected alert; an incident is shelved alert by alert.
    static func askToShelve(_ state: inout DashboardState) {
        switch subject(&state, verb: "shelve") {
        case .incident:
            note(&state, "alerts are shelved, not incidents: select one (5)")
        case .alert(let alert):
            state.overlays.append(.shelve(ShelveDialog(alertID: alert.id, name: alert.name)))
        case nil: break
        }
    }

    /// A choice's key does it; Esc and `q` leave it; any other key is no answer.
    static func press(_ state: inout DashboardState, _ dialog: ShelveDialog, _ key: Key) -> [DashboardEffect] {
        switch key {
        case .escape, .character("q"):
            state.overlays.removeLast()
        case .character(let letter):
            let choices = dialog.choices(for: state.alert(dialog.alertID))
            guard let choice = choices.first(where: { $0.key == letter }) else { break }
            state.overlays.removeLast()
            guard let wish = choice.wish else { return [.unshelveAlert(id: dialog.alertID, name: dialog.name)] }
            return [.shelveAlert(id: dialog.alertID, name: dialog.name, wish)]
        default: break
        }
        return []
    }

    private static func resolveConsequence(_ state: DashboardState, _ incident: IncidentStatus) -> String {
        let active = incident.alertIds.compactMap { state.alert($0) }.filter(\.state.isActive).count
        return active > 0 ? "\(Quantity.count(active, "alert")) of it still active." : ""
    }

    static func askToReload(_ state: inout DashboardState) {
        ask(
            &state, .reloadKeys, "Reload the API keys?",
            "Keys taken out of their source stop working at once.")
    }

    private static func ask(
        _ state: inout DashboardState, _ subject: Confirmation.Subject, _ question: String, _ consequence: String
    ) {
        state.overlays.append(
            .confirm(Confirmation(subject: subject, question: question, consequence: consequence)))
    }

    /// `y` does it; Esc, `n` and `q` leave it; any other key is no answer.
    static func press(
        _ state: inout DashboardState, _ confirmation: Confirmation, _ key: Key
    ) -> [DashboardEffect] {
        switch key {
        case .character("y"):
            state.overlays.removeLast()
            return [effect(of: confirmation.subject)]
        case .escape, .character("n"), .character("q"):
            state.overlays.removeLast()
        default: break
        }
        return []
    }

    private static func effect(of subject: Confirmation.Subject) -> DashboardEffect {
        switch subject {
        case .resolveIncident(let id): .updateIncident(id: id, IncidentUpdate(status: .resolved))
        case .resolveAlert(let id, let name): .resolveAlert(id: id, name: name)
        case .reloadKeys: .reloadKeys
        case .quit: .end(.quit)
        }
    }

    /// Keys on a page that lies over the panes: they scroll it; Enter closes an answer.
    static func scroll(_ state: inout DashboardState, _ action: DashboardAction) {
        let change: (Int) -> Int
        switch action {
        case .down: change = { $0 + 1 }
        case .up: change = { $0 - 1 }
        case .pageDown: change = { $0 + 10 }
        case .pageUp: change = { $0 - 10 }
        case .first: change = { _ in 0 }
        case .last: change = { _ in 1000 }
        case .open:
            if case .answer = state.overlays.last { state.overlays.removeLast() }
            return
        default: return
        }
        guard let top = state.overlays.popLast() else { return }
        // The scroll stops at the page's end as it stands now, so that the way back starts there.
        let limit = Page.lastScroll(top, state)
        func moved(_ scroll: Int) -> Int { min(max(change(min(scroll, limit)), 0), limit) }
        switch top {
        case .help(let scroll): state.overlays.append(.help(scroll: moved(scroll)))
        case .triage(let id, let scroll): state.overlays.append(.triage(incidentID: id, scroll: moved(scroll)))
        case .details(let pane, let id, let scroll):
            state.overlays.append(.details(pane, id: id, scroll: moved(scroll)))
        case .answer(let title, let lines, let scroll):
            state.overlays.append(.answer(title: title, lines: lines, scroll: moved(scroll)))
        case .valve, .confirm, .shelve: state.overlays.append(top)
        }
    }
}
