import OpsCore

/// One kind of alert, as the metrics count it.
struct AlertKind: Hashable, Sendable {
    var state: AlertState
    var severity: AlertSeverity

    /// Every kind of an alert that is held.
    static let all = AlertState.allCases.filter { $0 != .resolved && $0 != .pending }.flatMap { state in
        AlertSeverity.allCases.map { AlertKind(state: state, severity: $0) }
    }
}

extension AlertService {
    /// How many alerts of each kind are held; those that are pending are no alerts yet, and are counted by the rules.
    var counts: [AlertKind: Int] {
        alerts.values.reduce(into: [:]) { $0[AlertKind(state: $1.state, severity: $1.severity), default: 0] += 1 }
    }
}
