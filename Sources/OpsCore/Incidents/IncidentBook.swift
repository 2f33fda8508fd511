/// The open incidents and the rules by which alerts open, join and end them. A value: apply an event to a copy, store
/// what the actions hold, then keep the copy.
///
/// Everything it says is something it was told: an incident's reason names only what came before the alert, and how
/// long before; an incident is resolved only while none of its alerts is active.
public struct IncidentBook: Sendable {
    private static let keptFacts = 64
    private static let keptEnded = 64

    /// The rules in force.
    public let policy: IncidentPolicy
    /// By id: the open ones and the newest of those that ended.
    var records: [Int64: IncidentRecord] = [:]
    /// The number of the next incident.
    public private(set) var nextID: Int64
    private var facts: [OperationalFact] = []

    /// - Parameters:
    ///   - nextID: the number of the next incident.
    ///   - incidents: what storage holds, the open ones above all.
    ///   - alerts: what storage holds, to know which of their conditions held last.
    public init(
        policy: IncidentPolicy = IncidentPolicy(), nextID: Int64 = 1, incidents: [IncidentStatus] = [],
        alerts: [AlertStatus] = []
    ) {
        self.policy = policy
        self.nextID = max(nextID, (incidents.map(\.id).max() ?? 0) + 1)
        let known = Dictionary(alerts.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        for incident in incidents {
            let members = incident.alertIds.compactMap { known[$0] }
            records[incident.id] = IncidentRecord(
                incident: incident, active: Set(members.filter(\.holds).map(\.id)),
                acknowledged: Set(members.filter { ($0.standing ?? $0.state) == .acknowledged }.map(\.id)),
                groups: members.reduce(into: []) { $0.formUnion(IncidentPolicy.groups(of: $1)) })
        }
    }

    /// Makes the next incident's number at least `next`, e.g. where another server has taken numbers meanwhile.
    public mutating func number(from next: Int64) { nextID = max(nextID, next) }

    /// The open incidents, worst first, then newest first.
    public var open: [IncidentStatus] {
        records.values.filter(\.isOpen).map(\.incident).sorted {
            ($0.severity.rawValue, -$0.openedAt.milliseconds, -$0.id)
                < ($1.severity.rawValue, -$1.openedAt.milliseconds, -$1.id)
        }
    }

    /// The open incident that an alert belongs to.
    public func incidentId(ofAlert id: String) -> Int64? {
        records.values.filter { $0.isOpen && $0.incident.alertIds.contains(id) }.map(\.incident.id).max()
    }

    /// An alert changed: fires → opens an incident or joins one; clears → may end its incident; acknowledged → a line
    /// in the history.
    public mutating func apply(alert: AlertStatus, at now: WallTime) -> [IncidentAction] {
        let home = records.values.first { $0.isOpen && $0.active.contains(alert.id) }
        switch alert.state {
        case .active: return home == nil ? [take(alert, at: now)] : []
        case .acknowledged:
            guard let home else { return [take(alert, at: now)] }
            return noteAcknowledgement(of: alert, in: home, at: now)
        case .cleared, .latched, .resolved: return home.map { [clear(alert, in: $0, at: now)] } ?? []
        // What is put aside opens nothing; where it has its incident already, that ends with the condition.
        case .shelved, .suppressed, .outOfService:
            guard let home else { return [] }
            guard alert.holds || alert.standing == .pending else { return [clear(alert, in: home, at: now)] }
            return noteMask(of: alert, in: home, at: now)
        case .pending: return []
        }
    }

    /// Something happened: a line in the history of every open incident, and remembered for alerts to come.
    public mutating func apply(fact: OperationalFact) -> [IncidentAction] {
        facts.append(fact)
        if facts.count > Self.keptFacts { facts.removeFirst() }
        return records.values.filter(\.isOpen).map(\.incident.id).sorted().compactMap { id in
            records[id]?.log(fact.kind.rawValue, fact.text, by: fact.actor, at: fact.at)
            return records[id].map { .changed($0.incident) }
        }
    }

    /// Ends open incidents that have alerts of which none is active: to be called once, after a start, when all
    /// conditions have been evaluated anew, for alerts that cleared while no server ran.
    public mutating func settle(at now: WallTime) -> [IncidentAction] {
        let over = records.values.filter { $0.isOpen && $0.active.isEmpty && !$0.incident.alertIds.isEmpty }
        return over.sorted { $0.incident.id < $1.incident.id }.map { record in
            var record = record
            record.resolveItself(at: now)
            return keep(record, IncidentAction.resolved)
        }
    }

    private mutating func take(_ alert: AlertStatus, at now: WallTime) -> IncidentAction {
        guard var record = host(of: alert, at: now) else { return open(alert, at: now) }
        let wasOpen = record.isOpen
        if !wasOpen { record.reopen(at: now) }
        record.join(alert, at: now)
        let severity = IncidentPolicy.severity(of: alert.severity)
        if severity.rawValue < record.incident.severity.rawValue {
            record.log("status", "raised from \(record.incident.severity.rawValue) to \(severity.rawValue)", at: now)
            record.incident.severity = severity
        }
        return keep(record, wasOpen ? IncidentAction.changed : IncidentAction.opened)
    }

    /// The incident an alert joins: the newest open one with which it shares a group, else the one that the same alert
    /// left moments ago.
    private func host(of alert: AlertStatus, at now: WallTime) -> IncidentRecord? {
        let groups = IncidentPolicy.groups(of: alert)
        let open = records.values.filter(\.isOpen).sorted { $0.incident.id > $1.incident.id }
        if let related = open.first(where: { !$0.groups.isDisjoint(with: groups) }) { return related }
        let left = records.values.filter { record in
            guard record.resolvedItself, let end = record.incident.resolvedAt else { return false }
            let age = now.seconds(since: end)
            return record.incident.alertIds.contains(alert.id) && age >= 0 && age < policy.reopensWithinSeconds
        }
        if let left = left.max(by: { $0.incident.id < $1.incident.id }) { return left }
        return open.count >= policy.maximumOpen ? open.first : nil
    }

    private mutating func open(_ alert: AlertStatus, at now: WallTime) -> IncidentAction {
        let incident = IncidentStatus(
            id: nextID, title: IncidentPolicy.title(of: alert), severity: IncidentPolicy.severity(of: alert.severity),
            openedAt: now)
        nextID += 1
        var record = IncidentRecord(incident: incident)
        record.join(alert, at: now)
        record.incident.why = reason(for: alert, at: now)
        return keep(record, IncidentAction.opened)
    }

    /// What happened last before an alert and can have led to it: `breaker enrich OPEN 2 s before HighErrorRate fired`.
    private func reason(for alert: AlertStatus, at now: WallTime) -> String? {
        let candidates = facts.filter { fact in
            (0...policy.explainsWithinSeconds).contains(now.seconds(since: fact.at)) && fact.explains(alert)
        }
        guard let newest = candidates.max(by: { $0.at < $1.at }) else { return nil }
        let seconds = now.seconds(since: newest.at)
        let age = seconds < 1 ? "less than 1 s" : "\(Int(seconds.rounded())) s"
        return "\(newest.text) \(age) before \(SafeText.clean(alert.name, limit: 120)) fired"
    }

    private mutating func clear(
        _ alert: AlertStatus, in record: IncidentRecord, at now: WallTime
    ) -> IncidentAction {
        var record = record
        record.leave(alert, at: now)
        guard record.active.isEmpty else { return keep(record, IncidentAction.changed) }
        record.resolveItself(at: now)
        return keep(record, IncidentAction.resolved)
    }

    private mutating func noteAcknowledgement(
        of alert: AlertStatus, in record: IncidentRecord, at now: WallTime
    ) -> [IncidentAction] {
        var record = record
        guard record.acknowledged.insert(alert.id).inserted else { return [] }
        record.log(
            "alert", "\(SafeText.clean(alert.name, limit: 120)) acknowledged", by: alert.acknowledgedBy, at: now)
        return [keep(record, IncidentAction.changed)]
    }

    /// A line for a mask that was just put on.
    private mutating func noteMask(
        of alert: AlertStatus, in record: IncidentRecord, at now: WallTime
    ) -> [IncidentAction] {
        guard let mask = alert.masks?.first(where: { $0.since == now }) else { return [] }
        var record = record
        let word = mask.kind.rawValue.replacing("_", with: " ")
        let reason = mask.reason.map { ": \($0)" } ?? ""
        record.log("alert", SafeText.clean("\(alert.name) \(word)\(reason)", limit: 300), by: mask.by, at: now)
        return [keep(record, IncidentAction.changed)]
    }

    /// Stores a record and forgets the oldest ended ones.
    mutating func keep(_ record: IncidentRecord, _ action: (IncidentStatus) -> IncidentAction) -> IncidentAction {
        records[record.incident.id] = record
        let ended = records.values.filter { !$0.isOpen }.map(\.incident.id)
        if ended.count > Self.keptEnded, let oldest = ended.min() { records[oldest] = nil }
        return action(record.incident)
    }
}
