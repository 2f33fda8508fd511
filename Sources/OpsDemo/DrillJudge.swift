import OpsCore

/// What the drill must see, in the order in which a person would.
public enum DrillStep: String, CaseIterable, Sendable {
    case traffic = "requests are served and measured"
    case plant = "every valve reports a good state"
    case breakerOpened = "the upstream fails and its breaker opens"
    case alertFired = "the alert HighErrorRate fires"
    case incidentOpened = "an incident opens"
    case valveClosed = "a valve is closed and telemetry confirms it"
    case breakerClosed = "the upstream recovers and the breaker closes"
    case alertCleared = "the alert clears"
    case incidentResolved = "the incident resolves"
}

/// Watches snapshots and notes which steps were seen: a pure decision, fed by the drill.
struct DrillJudge {
    static let alertName = "HighErrorRate"
    /// The upstream's breaker; the limiter's is another matter.
    static let breakerName = "enrich"
    /// How often the valve is asked for: a refusal such as a changed state wants a second look, not a failed drill.
    static let attempts = 3

    /// The valve to close, chosen from the first snapshot that shows one fit for it.
    private(set) var valve: ValveStatus?
    private(set) var seen: [DrillStep: Double] = [:]
    private var commandAsked = false
    private var refusals = 0
    /// The incident that the alert made.
    private var incidentID: Int64?
    var commandID: String?

    /// Steps that were not seen yet, in order.
    var missing: [DrillStep] { DrillStep.allCases.filter { seen[$0] == nil } }

    /// Takes in a snapshot at `seconds` since the drill began; true where the valve should be closed now.
    mutating func observe(_ snapshot: OpsSnapshot, at seconds: Double) -> Bool {
        incidentID = incidentID ?? Self.incident(in: snapshot)
        for step in missing where holds(step, snapshot) { seen[step] = seconds }
        guard !commandAsked, seen[.plant] != nil, let fit = Self.fit(snapshot) else { return false }
        valve = fit
        commandAsked = true
        return true
    }

    /// The valve could not be asked for; a later snapshot asks again, up to ``attempts`` times in all.
    mutating func refused() {
        refusals += 1
        if refusals < Self.attempts { commandAsked = false }
    }

    private static func fit(_ snapshot: OpsSnapshot) -> ValveStatus? {
        snapshot.valves.first {
            $0.configured && !$0.critical && $0.state == .open && $0.quality == .good && $0.mode == .remote
                && !$0.isStale(at: snapshot.at)
        }
    }

    private func holds(_ step: DrillStep, _ snapshot: OpsSnapshot) -> Bool {
        switch step {
        case .traffic: (snapshot.metrics.current.requestRatePerSecond ?? 0) > 1
        case .plant:
            !snapshot.valves.isEmpty
                && snapshot.valves.allSatisfy { $0.quality == .good && !$0.isStale(at: snapshot.at) }
        case .breakerOpened: Self.breaker(snapshot) == .open
        case .alertFired: snapshot.alerts.contains { $0.name == Self.alertName && $0.state.isActive }
        case .incidentOpened: incidentID != nil
        case .valveClosed: isConfirmed(snapshot)
        case .breakerClosed:
            seen[.breakerOpened] != nil && Self.breaker(snapshot) == .closed
        case .alertCleared:
            seen[.alertFired] != nil
                && snapshot.alerts.allSatisfy { $0.name != Self.alertName || !$0.state.isActive }
        case .incidentResolved:
            snapshot.incidents.contains { $0.id == incidentID && $0.status == .resolved }
        }
    }

    private static func breaker(_ snapshot: OpsSnapshot) -> BreakerState? {
        snapshot.breakers.first { $0.name == breakerName }?.state
    }

    /// The open incident that the alert belongs to.
    private static func incident(in snapshot: OpsSnapshot) -> Int64? {
        let alerts = Set(snapshot.alerts.filter { $0.name == alertName }.map(\.id))
        return snapshot.incidents.first { $0.status != .resolved && !alerts.isDisjoint(with: $0.alertIds) }?.id
    }

    /// Confirmed by the command's own life and by what the valve itself reports.
    private func isConfirmed(_ snapshot: OpsSnapshot) -> Bool {
        guard let commandID, let command = snapshot.commands.first(where: { $0.id == commandID }),
            command.state == .confirmed, let valve = snapshot.valves.first(where: { $0.id == command.valveId })
        else { return false }
        return valve.state == .closed && !valve.isStale(at: snapshot.at)
    }
}

extension DrillJudge: DrillScript {
    var steps: [(words: String, seenAt: Double?)] { DrillStep.allCases.map { ($0.rawValue, seen[$0]) } }

    mutating func orders(_ snapshot: OpsSnapshot, at seconds: Double) -> [DrillOrder] {
        guard observe(snapshot, at: seconds), let valve else { return [] }
        return [.actuate(valve, .close)]
    }

    mutating func started(command id: String, valve: String) { commandID = id }

    mutating func refused(_ order: DrillOrder) { refused() }
}
