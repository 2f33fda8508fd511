import OpsCore

/// Watches snapshots for the steps of the leak, and says when the operator closes which valve: a pure decision.
struct LeakJudge {
    static let alertName = "FlowImbalance"
    /// The segment that leaks, and the valves before and behind the leak.
    static let segment = "7"
    static let inlet = "v-103"
    static let outlet = "v-104"
    /// How often each valve is asked for: a refusal such as a changed state wants a second look, not a failed drill.
    static let attempts = 3
    /// The least fall that counts, and how near to the former pressure counts as back, bar.
    static let fall = 0.4
    static let margin = 0.1
    /// Meters agree within this, L/s.
    static let balance = 6.0

    private(set) var seen: [LeakStep: Double] = [:]
    /// The inlet's pressure before the leak, bar.
    private(set) var pressureBefore: Double?
    private var alarmIDs: Set<String> = []
    private var incidentID: Int64?
    private var commands: [String: String] = [:]
    private var asked: [String: Int] = [:]
    private var waiting: Set<String> = []

    /// Steps that were not seen yet, in order.
    var missing: [LeakStep] { LeakStep.allCases.filter { seen[$0] == nil } }

    /// Each step counts only once the one before it was seen: what returns must have gone.
    private mutating func note(_ snapshot: OpsSnapshot, at seconds: Double) {
        take(snapshot)
        for step in LeakStep.allCases where seen[step] == nil {
            guard isReachable(step), holds(step, snapshot) else { continue }
            seen[step] = seconds
            if step == .balanced { pressureBefore = valve(Self.inlet, snapshot)?.pressureBar }
        }
    }

    /// The two valves are closed at one time, and the pressure is back as soon as the first of them is.
    private func isReachable(_ step: LeakStep) -> Bool {
        let needed: LeakStep? =
            switch step {
            case .plant: nil
            case .balanced: .plant
            case .pressureFell: .balanced
            case .alarmFired: .pressureFell
            case .alarmAcknowledged, .incidentOpened, .inletClosed, .outletClosed: .alarmFired
            case .pressureReturned: .inletClosed
            case .alarmCleared: .outletClosed
            case .incidentResolved: .incidentOpened
            }
        return needed.map { seen[$0] != nil } ?? true
    }

    private mutating func take(_ snapshot: OpsSnapshot) {
        alarmIDs.formUnion(
            snapshot.alerts.filter { $0.name == Self.alertName && $0.labels["seg"] == Self.segment }.map(\.id))
        guard incidentID == nil else { return }
        let open = snapshot.incidents.first { $0.status != .resolved && !alarmIDs.isDisjoint(with: $0.alertIds) }
        incidentID = open?.id
    }

    private func holds(_ step: LeakStep, _ snapshot: OpsSnapshot) -> Bool {
        switch step {
        case .plant:
            return !snapshot.valves.isEmpty
                && snapshot.valves.allSatisfy { $0.quality == .good && !$0.isStale(at: snapshot.at) }
        case .balanced:
            return valve(Self.inlet, snapshot)?.pressureBar != nil
                && (loss(snapshot).map { $0 < Self.balance } ?? false)
        case .pressureFell: return pressure(snapshot) { $0 < $1 - Self.fall }
        case .alarmFired: return isAlarmActive(snapshot)
        case .alarmAcknowledged:
            return snapshot.alerts.contains { alarmIDs.contains($0.id) && $0.acknowledgedBy != nil }
        case .incidentOpened: return incidentID != nil
        case .inletClosed: return isConfirmed(Self.inlet, snapshot)
        case .outletClosed: return isConfirmed(Self.outlet, snapshot)
        case .pressureReturned: return pressure(snapshot) { $0 > $1 - Self.margin }
        // Acknowledged and cleared, it is resolved: of the pipeline's alarms none goes without a person.
        case .alarmCleared: return snapshot.alerts.contains { alarmIDs.contains($0.id) && $0.state == .resolved }
        case .incidentResolved: return snapshot.incidents.contains { $0.id == incidentID && $0.status == .resolved }
        }
    }

    private func valve(_ id: String, _ snapshot: OpsSnapshot) -> ValveStatus? {
        snapshot.valves.first { $0.id == id && !$0.isStale(at: snapshot.at) }
    }

    /// What runs into the segment and not out of it, L/s.
    private func loss(_ snapshot: OpsSnapshot) -> Double? {
        guard let inflow = valve(Self.inlet, snapshot)?.flowLps, let outflow = valve(Self.outlet, snapshot)?.flowLps
        else { return nil }
        return abs(inflow - outflow)
    }

    private func pressure(_ snapshot: OpsSnapshot, _ compares: (_ now: Double, _ before: Double) -> Bool) -> Bool {
        guard let now = valve(Self.inlet, snapshot)?.pressureBar, let pressureBefore else { return false }
        return compares(now, pressureBefore)
    }

    private func isAlarmActive(_ snapshot: OpsSnapshot) -> Bool {
        snapshot.alerts.contains { alarmIDs.contains($0.id) && $0.state.isActive }
    }

    /// Confirmed by the command's own life, by the valve's state and by its meter.
    private func isConfirmed(_ id: String, _ snapshot: OpsSnapshot) -> Bool {
        guard let command = snapshot.commands.first(where: { $0.id == commands[id] }), command.state == .confirmed,
            let valve = valve(id, snapshot)
        else { return false }
        return valve.state == .closed && abs(valve.flowLps ?? .infinity) < 1
    }
}

extension LeakJudge: DrillScript {
    var steps: [(words: String, seenAt: Double?)] { LeakStep.allCases.map { ($0.rawValue, seen[$0]) } }

    mutating func orders(_ snapshot: OpsSnapshot, at seconds: Double) -> [DrillOrder] {
        note(snapshot, at: seconds)
        guard seen[.alarmFired] != nil else { return [] }
        // A command that came to nothing may be given again.
        for command in snapshot.commands where command.state.isFinal && command.state != .confirmed {
            if commands[command.valveId] == command.id { waiting.remove(command.valveId) }
        }
        let due = [(Self.inlet, LeakStep.inletClosed), (Self.outlet, .outletClosed)].filter { id, step in
            seen[step] == nil && !waiting.contains(id) && asked[id, default: 0] < Self.attempts
        }
        let valves = due.compactMap { id, _ in valve(id, snapshot) }
        for valve in valves {
            asked[valve.id, default: 0] += 1
            waiting.insert(valve.id)
        }
        return acknowledgement(snapshot) + valves.map { .actuate($0, .close) }
    }

    mutating func started(command id: String, valve: String) { commands[valve] = id }

    mutating func refused(_ order: DrillOrder) {
        switch order {
        case .actuate(let valve, _): waiting.remove(valve.id)
        case .acknowledge(let alert): waiting.remove(alert)
        }
    }

    private mutating func acknowledgement(_ snapshot: OpsSnapshot) -> [DrillOrder] {
        let open = snapshot.alerts.first { alarmIDs.contains($0.id) && $0.state == .active }
        guard let alarm = open?.id, !waiting.contains(alarm), asked[alarm, default: 0] < Self.attempts else {
            return []
        }
        asked[alarm, default: 0] += 1
        waiting.insert(alarm)
        return [.acknowledge(alert: alarm)]
    }
}
