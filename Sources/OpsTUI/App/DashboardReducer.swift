import OpsCore

/// The one place where the dashboard's state changes. Pure: it reads no clock and touches nothing; what is to be done
/// in the world comes back as effects.
enum DashboardReducer {
    /// Takes in one event. The effects are to be carried out in their order.
    static func reduce(_ state: inout DashboardState, _ event: DashboardEvent) -> [DashboardEffect] {
        state.at = event.at
        let effects = handle(&state, event.kind)
        settle(&state)
        return effects
    }

    private static func handle(_ state: inout DashboardState, _ kind: DashboardEvent.Kind) -> [DashboardEffect] {
        switch kind {
        case .tick:
            expire(&state)
        case .frame:
            break
        case .key(let key, let freshID):
            return press(&state, key, freshID: freshID)
        case .pasted(let text):
            paste(&state, text)
        case .resized(let size):
            state.size = size
        case .terminalGone:
            return [.end(.terminalGone)]
        case .stream(let update):
            take(&state, update)
        case .telemetry(let update):
            take(&state, update)
        case .ended(let outcome):
            return take(&state, outcome)
        case .notice(let text):
            note(&state, text)
        case .stop(let end):
            return [.end(end)]
        }
        return []
    }

    /// Says something on the line above the keys.
    static func note(_ state: inout DashboardState, _ text: String, _ weight: Notice.Weight = .plain) {
        state.notice = Notice(text: text, weight: weight, since: state.at.monotonic)
    }

    /// Keeps what follows from the rest of the state true after every event.
    private static func settle(_ state: inout DashboardState) {
        for pane in PaneID.focusable { settleSelection(&state, pane) }
        if case .triage(let id, _) = state.overlays.last, state.snapshot != nil, state.incident(id) == nil {
            state.overlays.removeLast()
            note(&state, "incident #\(id) is no longer known to the server", .attention)
        }
    }

    /// A pane that has rows has one selected. A selected row that disappears takes its selection along, and no other
    /// row inherits it before a person moves or the pane was empty.
    private static func settleSelection(_ state: inout DashboardState, _ pane: PaneID) {
        let known = state.selections[pane]
        if let known, !known.automatic, state.snapshot != nil {
            guard isEmpty(state, pane) else { return }
            state.selections[pane] = nil
            return
        }
        let ids = state.rowIDs(of: pane)
        if let known, ids.contains(known.id) { return }
        state.selections[pane] = ids.first.map { Selection(id: $0, automatic: true, since: state.at.monotonic) }
    }

    private static func isEmpty(_ state: DashboardState, _ pane: PaneID) -> Bool {
        guard let snapshot = state.snapshot else { return true }
        return switch pane {
        case .incidents: !snapshot.incidents.contains { $0.status != .resolved }
        case .alerts: !snapshot.alerts.contains { $0.state != .resolved }
        case .valves: snapshot.valves.isEmpty
        case .breakers: snapshot.breakers.isEmpty
        case .tenants: snapshot.tenants.isEmpty
        case .requestRate, .errorRatio, .latency, .queue: true
        }
    }

    private static func expire(_ state: inout DashboardState) {
        let now = state.at.monotonic
        if let notice = state.notice, !notice.isShown(at: now) { state.notice = nil }
        guard let hand = state.hand else { return }
        if hand.endedAt == nil, case .unknown = hand.phase,
            now.seconds(since: hand.startedAt) > CommandInHand.unknownLimitSeconds
        {
            state.hand?.endedAt = now
        }
        if !hand.isShown(at: now) { state.hand = nil }
    }
}
