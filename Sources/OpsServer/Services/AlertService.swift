import Logging
import OpsCore
import OpsStorage

/// The alerts of all sources and the incidents they make. ``AlertLife`` and ``IncidentBook`` decide; here each decision
/// is stored with its audit row before it is kept and shown, so that what the screen says survives a restart, and a
/// failing store leaves memory as it was.
actor AlertService {
    /// Alerts that are held at once; further ones are dropped.
    static let limit = 1_000
    /// The counter that remembers the last incident's number, also after that incident was deleted.
    static let counter = "incident"

    let ledger: Ledger
    let bus: EventBus
    let clock: any OpsClock
    let logger: Logger
    let gate = SerialGate()
    /// What others tell without waiting; taken in by ``run()``.
    nonisolated let inbox = AlertInbox()
    var lives: [String: AlertLife] = [:]
    var alerts: [String: AlertStatus] = [:]
    var book = IncidentBook()
    /// True once the incidents whose alerts cleared while no server ran have been ended.
    var isSettled = false

    /// Rule alerts from before the start that no evaluation has named since.
    var unconfirmed: Set<String> = []
    /// Until then the rules cannot know whether those still hold: their windows and their `for` are not full yet.
    private(set) var knowsFrom: MonotonicTime
    private let warmUp: Duration

    /// `warmUp`: how long after a start the rules need before their silence means that a condition has gone.
    init(ledger: Ledger, bus: EventBus, clock: any OpsClock, logger: Logger, warmUp: Duration = .zero) {
        self.warmUp = warmUp
        knowsFrom = clock.monotonic
        self.ledger = ledger
        self.bus = bus
        self.clock = clock
        self.logger = logger
    }

    /// Takes up what storage holds; returns it for the first picture.
    func restore() async throws -> (alerts: [AlertStatus], incidents: [IncidentStatus]) {
        let (stored, incidents, recent, lastNumber) = try await ledger.database.read { connection in
            (
                try AlertRepository().unresolved(limit: Self.limit, connection),
                try IncidentRepository().list(connection), try AlertRepository().list(limit: 20, connection),
                try CounterRepository().current(Self.counter, connection)
            )
        }
        for alert in stored {
            alerts[alert.id] = alert
            lives[alert.id] = AlertLife(policy: .standard(for: alert.source), resuming: alert)
        }
        unconfirmed = Set(stored.filter { $0.source == .rule }.map(\.id))
        knowsFrom = clock.monotonic.advanced(by: warmUp)
        book = IncidentBook(nextID: lastNumber + 1, incidents: incidents, alerts: stored)
        let ended = recent.filter { alerts[$0.id] == nil }
        return (stored + ended, incidents)
    }

    func list(source: AlertSource?) async throws -> [AlertStatus] {
        try await ledger.database.read { try AlertRepository().list(source: source, $0) }.map { alerts[$0.id] ?? $0 }
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
        try await gate.enter()
        defer { gate.leave() }
        let note = AuditNote(
            by: caller.name, "incident.update", "incident/\(id)", outcome: "done", requestID: requestID,
            details: ["status": update.status?.rawValue ?? "", "severity": update.severity?.rawValue ?? ""])
        let now = clock.wall
        let (_, changed) = try await commit(nil, note: note) { book in
            try book.apply(update: update, to: id, by: caller.name, at: now)
        }
        if let incident = changed.first(where: { $0.id == id }) { return incident }
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
        try await gate.enter()
        defer { gate.leave() }
        guard let alert = alerts[id] else {
            if let ended = try await ledger.database.read({ try AlertRepository().find(id: id, $0) }) { return ended }
            throw Refusal(.resourceNotFound, "There is no alert \(SafeText.clean(id, limit: 80))")
        }
        let note = AuditNote(
            by: caller.name, action, "alert/\(id)", outcome: "done", requestID: requestID, details: ["name": alert.name]
        )
        return try await apply(event, to: alert, note: note) ?? alert
    }

    // MARK: Deciding and keeping

    /// The alert's new status where the event changed its state; nothing is kept unless it was stored.
    func apply(_ event: AlertEvent, to alert: AlertStatus, note: AuditNote?) async throws -> AlertStatus? {
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
        let told = status
        let (kept, _) = try await commit(status, note: note) { $0.apply(alert: told, at: now) }
        let shown = kept ?? status
        lives[alert.id] = state == .resolved ? nil : life
        alerts[alert.id] = state == .resolved ? nil : shown
        await bus.publish(.alert(shown))
        return shown
    }

    /// Changes a copy of the book, stores what that changed beside `alert`, then keeps the copy and shows the incidents.
    func commit(
        _ alert: AlertStatus?, note: AuditNote?, _ change: (inout IncidentBook) throws -> [IncidentAction]
    ) async throws -> (AlertStatus?, [IncidentStatus]) {
        for _ in 0..<4 {
            var (copy, status) = (book, alert)
            let incidents = try change(&copy).map(\.incident)
            if let alert {
                status?.incidentId = copy.incidentId(ofAlert: alert.id) ?? incidents.first?.id ?? alert.incidentId
            }
            do {
                if status != nil || note != nil || !incidents.isEmpty {
                    try await store(status, incidents, note: note)
                }
            } catch let taken as NumberTaken {
                // Another server on the same database was faster; decide again with the next free number.
                book.number(from: taken.newest + 1)
                continue
            }
            book = copy
            for incident in incidents { await bus.publish(.incident(incident)) }
            return (status, incidents)
        }
        throw Refusal(.overloaded, "Other servers take incident numbers faster than this one; try again")
    }

    private struct NumberTaken: Error { var newest: Int64 }

    private func store(_ alert: AlertStatus?, _ incidents: [IncidentStatus], note: AuditNote?) async throws {
        let (now, firstNew) = (clock.wall, book.nextID)
        try await ledger.commit(note) { connection in
            for incident in incidents {
                if incident.id >= firstNew {
                    let newest = try CounterRepository().current(Self.counter, connection)
                    guard incident.id > newest else { throw NumberTaken(newest: newest) }
                    try CounterRepository().raise(Self.counter, to: incident.id, connection)
                }
                try IncidentRepository().save(incident, connection)
            }
            if let alert { try AlertRepository().save(alert, at: now, connection) }
        }
    }
}
