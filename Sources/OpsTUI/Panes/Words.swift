import OpsCore

/// States in words, as panes, plain text and notices say them.
enum Words {
    static func breaker(_ state: BreakerState) -> String {
        switch state {
        case .closed: "closed"
        case .open: "OPEN"
        case .halfOpen: "half-open"
        }
    }

    static func severity(_ severity: IncidentSeverity) -> String { severity.rawValue.uppercased() }

    /// What a valve does: at rest in small letters, moving in capitals.
    static func valve(_ state: ValveState) -> String {
        switch state {
        case .opening, .closing: state.rawValue.uppercased()
        case .open, .closed, .stopped, .unknown: state.rawValue
        }
    }

    /// Who has an incident in hand, or where it stands.
    static func standing(_ incident: IncidentStatus) -> String {
        switch incident.status {
        case .open: incident.owner ?? "unacked"
        case .acknowledged: incident.owner ?? "acked"
        case .mitigated: "mitigated"
        case .resolved: "resolved"
        }
    }

    static func alert(_ state: AlertState) -> String {
        switch state {
        case .pending: "pending"
        case .active: "active"
        case .acknowledged: "acked"
        case .cleared: "cleared"
        case .resolved: "resolved"
        case .latched: "latched"
        case .shelved: "shelved"
        case .suppressed: "suppressed"
        case .outOfService: "out of service"
        }
    }

    /// `close`, `position 40 %`.
    static func action(_ action: ValveAction, position: Double?) -> String {
        guard action == .position, let position else { return action.rawValue }
        return "position \(Quantity.percent(position))"
    }

    static func command(_ state: CommandState) -> String {
        switch state {
        case .held: "HELD"
        case .requested: "requested"
        case .selected: "selected"
        case .accepted: "accepted"
        case .moving: "MOVING"
        case .confirmed: "confirmed"
        case .rejected: "REJECTED"
        case .timedOut: "TIMED OUT"
        case .superseded: "superseded"
        case .failed: "FAILED"
        case .unknown: "UNKNOWN"
        }
    }
}
