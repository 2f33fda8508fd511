/// An incident and what the book must know of it to decide.
struct IncidentRecord: Equatable, Sendable {
    var incident: IncidentStatus
    /// Its alerts whose condition holds.
    var active: Set<String> = []
    /// Those of them that somebody has in hand.
    var acknowledged: Set<String> = []
    /// What its alerts have in common with others (``IncidentPolicy``).
    var groups: Set<String> = []
    /// True where it ended because its alerts cleared; then it may open again.
    var resolvedItself = false

    var isOpen: Bool { incident.status != .resolved }

    /// Adds a line to the history; the opening line stays, the oldest of the others go.
    mutating func log(_ kind: String, _ text: String, by actor: String? = nil, at now: WallTime) {
        let actor = actor.map { SafeText.clean($0, limit: 80) }
        incident.timeline.append(TimelineEntry(at: now, kind: kind, text: text, actor: actor))
        if incident.timeline.count > IncidentPolicy.timelineLimit { incident.timeline.remove(at: 1) }
        incident.updatedAt = now
    }

    /// Takes an alert in whose condition holds.
    mutating func join(_ alert: AlertStatus, at now: WallTime) {
        active.insert(alert.id)
        groups.formUnion(IncidentPolicy.groups(of: alert))
        Self.add(alert.id, to: &incident.alertIds)
        Self.add(alert.labels["endpoint"] ?? alert.labels["route"], to: &incident.routes)
        Self.add(alert.labels["tenant"], to: &incident.tenants)
        Self.add(alert.labels["valve"], to: &incident.valves)
        incident.runbook = incident.runbook ?? alert.labels["runbook_url"] ?? alert.labels["runbook"]
        log("alert", Self.firing(alert), at: now)
    }

    mutating func leave(_ alert: AlertStatus, at now: WallTime) {
        active.remove(alert.id)
        acknowledged.remove(alert.id)
        log("alert", "\(SafeText.clean(alert.name, limit: 120)) cleared", at: now)
    }

    mutating func resolveItself(at now: WallTime) {
        log("status", "resolved by itself: all its alerts have cleared", at: now)
        incident.status = .resolved
        incident.resolvedAt = now
        resolvedItself = true
    }

    mutating func reopen(at now: WallTime) {
        log("status", "opened again", at: now)
        incident.status = .open
        incident.resolvedAt = nil
        resolvedItself = false
    }

    private static func firing(_ alert: AlertStatus) -> String {
        let name = SafeText.clean(alert.name, limit: 120)
        guard let reading = alert.reading else { return "\(name) fired" }
        return "\(name) fired: \(SafeText.clean(reading, limit: 80))"
    }

    private static func add(_ value: String?, to list: inout [String]) {
        guard let value, list.count < IncidentPolicy.listLimit, !list.contains(value) else { return }
        list.append(value)
    }
}
