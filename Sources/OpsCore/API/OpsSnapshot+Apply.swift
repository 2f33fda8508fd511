extension OpsSnapshot {
    /// Resolved incidents and alerts that stay in view.
    static let endedLimit = 20
    static let commandLimit = 32

    /// Takes in one change. Pure: server and dashboards share it, so both hold the same picture.
    public mutating func apply(_ change: OpsChange, sequence: UInt64, at: WallTime) {
        self.sequence = sequence
        self.at = max(self.at, at)
        switch change {
        case .metrics(let point): metrics.advance(to: point)
        case .server(let value):
            server = value
            (metrics.errorRatioLimit, metrics.p95LimitMs) = (value.errorRatioLimit, value.p95LimitMs)
        case .link(let value): upsert(value, into: \.links, matching: { $0.name == value.name })
        case .tenants(let value): tenants = value
        case .breakers(let value): breakers = value
        case .queue(let value): queue = value
        case .incident(let value): take(value)
        case .alert(let value): take(value)
        case .alarms(let value): alarms = value
        case .valve(let value): take(value)
        case .command(let value): take(value)
        case .slo(let value): slo = value
        }
    }

    private mutating func upsert<T>(
        _ value: T, into list: WritableKeyPath<OpsSnapshot, [T]>, matching: (T) -> Bool
    ) {
        if let index = self[keyPath: list].firstIndex(where: matching) {
            self[keyPath: list][index] = value
        } else {
            self[keyPath: list].append(value)
        }
    }

    /// In place and without a key path: this one comes thousands of times a second.
    private mutating func take(_ valve: ValveStatus) {
        if let index = valves.firstIndex(where: { $0.id == valve.id }) {
            valves[index] = valve
        } else {
            valves.append(valve)
        }
    }

    private mutating func take(_ incident: IncidentStatus) {
        upsert(incident, into: \.incidents, matching: { $0.id == incident.id })
        incidents.dropOldest(over: Self.endedLimit) { $0.status == .resolved }
    }

    private mutating func take(_ alert: AlertStatus) {
        upsert(alert, into: \.alerts, matching: { $0.id == alert.id })
        alerts.dropOldest(over: Self.endedLimit) { $0.state == .resolved }
    }

    private mutating func take(_ command: CommandStatus) {
        upsert(command, into: \.commands, matching: { $0.id == command.id })
        commands.dropOldest(over: Self.commandLimit) { $0.state.isFinal }
    }
}

extension Array {
    /// Removes the first elements that have `ended` until at most `limit` such are left.
    mutating func dropOldest(over limit: Int, where ended: (Element) -> Bool) {
        var excess = count(where: ended) - limit
        while excess > 0, let index = firstIndex(where: ended) {
            remove(at: index)
            excess -= 1
        }
    }
}
