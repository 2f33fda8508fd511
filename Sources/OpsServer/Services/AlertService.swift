import Logging
import OpsCore
import OpsStorage

/// The alerts of all sources and the incidents they make. ``AlertLife`` and ``IncidentBook`` decide; here each decision
/// is stored with its audit row before it is kept and shown, so that what the screen says survives a restart.
actor AlertService {
    /// Alerts that are held at once; further ones are dropped and counted in the log.
    static let limit = 2_000
    /// The counter that remembers the last incident's number, also after that incident was deleted.
    private static let counter = "incident"

    private let ledger: Ledger
    private let bus: EventBus
    private let clock: any OpsClock
    private let logger: Logger
    private let gate = SerialGate()
    private var lives: [String: AlertLife] = [:]
    private var alerts: [String: AlertStatus] = [:]
    private var book = IncidentBook()
    private var settled = false

    init(ledger: Ledger, bus: EventBus, clock: any OpsClock, logger: Logger) {
        self.ledger = ledger
        self.bus = bus
        self.clock = clock
        self.logger = logger
    }

    /// Takes up what storage holds; returns it for the first picture.
    func restore() async throws -> (alerts: [AlertStatus], incidents: [IncidentStatus]) {
        let (stored, incidents, recent, lastNumber) = try await ledger.database.read { connection in
            (
                try AlertRepository().unresolved(connection), try IncidentRepository().list(connection),
                try AlertRepository().list(limit: 20, connection),
                try CounterRepository().current(Self.counter, connection)
            )
        }
        for alert in stored {
            alerts[alert.id] = alert
            lives[alert.id] = AlertLife(policy: .standard(for: alert.source), resuming: alert)
        }
        book = IncidentBook(nextID: lastNumber + 1, incidents: incidents, alerts: stored)
        let ended = recent.filter { alerts[$0.id] == nil }
        return (stored + ended, incidents)
    }

    func list(source: AlertSource?) async throws -> [AlertStatus] {
        try await ledger.database.read { try AlertRepository().list(source: source, $0) }.map { alerts[$0.id] ?? $0 }
    }

    // MARK: Conditions

    /// One evaluation of all rules: every rule alert whose condition holds or is pending; those not named have cleared.
    func observe(rules observations: [AlertObservation]) async {
        await gate.enter()
        for observation in observations {
            await take(observation.alert, observation.condition == .holds ? .conditionTrue : .conditionPending)
        }
        let named = Set(observations.map(\.alert.id))
        for (id, alert) in alerts where alert.source == .rule && !named.contains(id) {
            await take(alert, .conditionFalse)
        }
        if !settled {
            settled = true
            await settle()
        }
        await gate.leave()
    }

    /// A finding of the plant came or went.
    func observe(_ finding: ValveFinding, on valve: ValveStatus, holds: Bool) async {
        let id = "\(finding.rawValue)-\(valve.id)"
        var labels = ["valve": valve.id]
        if let segment = valve.segment { labels["seg"] = segment }
        let known = alerts[id]
        let alert = known ?? AlertStatus(
            id: id, name: finding.rawValue, source: .plant, severity: finding == .slow ? .warning : .critical,
            state: .active, summary: finding.summary, labels: labels, since: clock.wall)
        await gate.enter()
        await take(alert, holds ? .conditionTrue : .conditionFalse)
        await gate.leave()
    }

    /// Something happened that belongs into the history of open incidents.
    func note(_ fact: OperationalFact) async {
        await gate.enter()
        var copy = book
        let changed = copy.apply(fact: fact).map(\.incident)
        await keep(copy, changed, note: nil)
        await gate.leave()
    }

    // MARK: People

    func acknowledge(_ id: String, by caller: Caller, requestID: String) async throws -> AlertStatus {
        try await act(id, .acknowledge(by: caller.name), "alert.acknowledge", by: caller, requestID: requestID)
    }

    func resolve(_ id: String, by caller: Caller, requestID: String) async throws -> AlertStatus {
        try await act(id, .resolve(by: caller.name), "alert.resolve", by: caller, requestID: requestID)
    }

    func update(
        incident id: Int64, _ update: IncidentUpdate, by caller: Caller, requestID: String
    ) async throws -> IncidentStatus {
        await gate.enter()
        defer { Task { await gate.leave() } }
        var copy = book
        let changed = try copy.apply(update: update, to: id, by: caller.name, at: clock.wall).map(\.incident)
        let note = AuditNote(
            by: caller.name, "incident.update", "incident/\(id)", outcome: "done", requestID: requestID,
            details: ["status": update.status?.rawValue ?? "", "severity": update.severity?.rawValue ?? ""])
        try await store(nil, changed, note: note)
        book = copy
        for incident in changed { await bus.publish(.incident(incident)) }
        return try await incident(id)
    }

    func incidents() async throws -> [IncidentStatus] {
        try await ledger.database.read { try IncidentRepository().list($0) }
    }

    func incident(_ id: Int64) async throws -> IncidentStatus {
        guard let found = try await ledger.database.read({ try IncidentRepository().find(id: id, $0) }) else {
            throw Refusal(.resourceNotFound, "There is no incident \(id)")
        }
        return found
    }

    private func act(
        _ id: String, _ event: AlertEvent, _ action: String, by caller: Caller, requestID: String
    ) async throws -> AlertStatus {
        await gate.enter()
        defer { Task { await gate.leave() } }
        guard let alert = alerts[id] else {
            if let ended = try await ledger.database.read({ try AlertRepository().find(id: id, $0) }) { return ended }
            throw Refusal(.resourceNotFound, "There is no alert \(SafeText.clean(id, limit: 80))")
        }
        let note = AuditNote(
            by: caller.name, action, "alert/\(id)", outcome: "done", requestID: requestID, details: ["name": alert.name])
        return try await apply(event, to: alert, note: note) ?? alert
    }

    // MARK: Deciding and keeping

    /// Applies a condition; what cannot be stored now is decided again at the next evaluation.
    private func take(_ alert: AlertStatus, _ event: AlertEvent) async {
        guard alerts[alert.id] != nil || alerts.count < Self.limit else { return }
        do {
            if try await apply(event, to: alert, note: nil) == nil { await refresh(alert, event) }
        } catch {
            logger.error("an alert could not be stored", metadata: ["alert": "\(alert.id)", "error": "\(error)"])
        }
    }

    /// The alert's new status where the event changed its state; nothing is kept unless it was stored.
    private func apply(_ event: AlertEvent, to alert: AlertStatus, note: AuditNote?) async throws -> AlertStatus? {
        let now = clock.wall
        var life = lives[alert.id] ?? AlertLife(policy: .standard(for: alert.source))
        let changed = try life.apply(event, at: now)
        guard changed != nil || life.state != lives[alert.id]?.state else { return nil }
        var status = alert
        status.take(life)
        guard let state = life.state, state != .pending else {
            lives[alert.id] = life.state == nil ? nil : life
            return status
        }
        var copy = book
        let incidents = copy.apply(alert: status, at: now).map(\.incident)
        status.incidentId = copy.incidentId(ofAlert: alert.id) ?? incidents.first?.id ?? alert.incidentId
        try await store(status, incidents, note: note)
        book = copy
        lives[alert.id] = state == .resolved ? nil : life
        alerts[alert.id] = state == .resolved ? nil : status
        for incident in incidents { await bus.publish(.incident(incident)) }
        await bus.publish(.alert(status))
        return status
    }

    /// Shows a newer value of an alert whose state is as before.
    private func refresh(_ alert: AlertStatus, _ event: AlertEvent) async {
        guard event == .conditionTrue, var known = alerts[alert.id] else { return }
        guard known.reading != alert.reading || known.summary != alert.summary else { return }
        (known.reading, known.value, known.summary) = (alert.reading, alert.value, alert.summary)
        alerts[alert.id] = known
        await bus.publish(.alert(known))
    }

    private func settle() async {
        var copy = book
        let ended = copy.settle(at: clock.wall).map(\.incident)
        await keep(copy, ended, note: nil)
    }

    private func keep(_ copy: IncidentBook, _ incidents: [IncidentStatus], note: AuditNote?) async {
        do {
            if !incidents.isEmpty { try await store(nil, incidents, note: note) }
            book = copy
            for incident in incidents { await bus.publish(.incident(incident)) }
        } catch {
            logger.error("an incident could not be stored", metadata: ["error": "\(error)"])
        }
    }

    private func store(_ alert: AlertStatus?, _ incidents: [IncidentStatus], note: AuditNote?) async throws {
        let now = clock.wall
        try await ledger.commit(note) { connection in
            for incident in incidents {
                try IncidentRepository().save(incident, connection)
                try CounterRepository().raise(Self.counter, to: incident.id, connection)
            }
            if let alert { try AlertRepository().save(alert, at: now, connection) }
        }
    }
}
