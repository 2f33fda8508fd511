import Logging
import OpsCore
import OpsMetrics
import OpsStorage

/// The alerts of all sources and the incidents they make. ``AlertLife``, ``AlarmRate`` and ``IncidentBook`` decide; here
/// each decision is stored with its audit row before it is kept and shown, so that what the screen says survives a
/// restart, and a failing store leaves memory as it was.
actor AlertService {
    /// Alerts that are held at once; further ones are dropped.
    static let limit = 1_000
    /// Of these so many are kept for findings of valves: no rule and no other system can take their places.
    static let reserve = 250
    /// The counter that remembers the last incident's number, also after that incident was deleted.
    static let counter = "incident"

    let ledger: Ledger
    let bus: EventBus
    let clock: any OpsClock
    let logger: Logger
    let registry: MetricRegistry?
    let gate = SerialGate()
    /// What others tell without waiting; taken in by ``run()``.
    nonisolated let inbox = AlertInbox()
    var lives: [String: AlertLife] = [:]
    var alerts: [String: AlertStatus] = [:]
    var book = IncidentBook()
    var rate = AlarmRate()
    /// Waits for the next shelf to end, or the next alarm to leave the rate's window.
    var waking: Task<Void, Never>?
    var droppedLog = RepeatQuota(limit: 1, window: .seconds(60))
    /// True once the incidents whose alerts cleared while no server ran have been ended.
    var isSettled = false

    /// Rule alerts from before the start that no evaluation has named since.
    var unconfirmed: Set<String> = []
    /// Until then the rules cannot know whether those still hold: their windows and their `for` are not full yet.
    private(set) var knowsFrom: MonotonicTime
    private var restoredAt: MonotonicTime
    private var warmUp: Duration

    /// `warmUp`: how long after a start the rules need before their silence means that a condition has gone.
    init(
        ledger: Ledger, bus: EventBus, clock: any OpsClock, logger: Logger, registry: MetricRegistry? = nil,
        warmUp: Duration = .zero
    ) {
        self.warmUp = warmUp
        knowsFrom = clock.monotonic
        restoredAt = clock.monotonic
        self.ledger = ledger
        self.bus = bus
        self.clock = clock
        self.logger = logger
        self.registry = registry
    }

    /// Takes up what storage holds; returns it for the first picture.
    func restore() async throws -> (alerts: [AlertStatus], incidents: [IncidentStatus]) {
        let cutoff = clock.wall.advanced(seconds: -AlarmRate.windowSeconds)
        let (stored, incidents, recent, announced, lastNumber) = try await ledger.database.read { connection in
            (
                try AlertRepository().unresolved(limit: Self.limit, connection),
                try IncidentRepository().list(connection), try AlertRepository().list(limit: 20, connection),
                try AlertRepository().saved(since: cutoff, limit: Self.limit, connection),
                try CounterRepository().current(Self.counter, connection)
            )
        }
        for alert in stored {
            alerts[alert.id] = alert
            lives[alert.id] = AlertLife(policy: .standard(for: alert), resuming: alert)
        }
        unconfirmed = Set(stored.filter(\.isOfRule).map(\.id))
        restoredAt = clock.monotonic
        know(after: warmUp)
        book = IncidentBook(nextID: lastNumber + 1, incidents: incidents, alerts: stored)
        resumeRate(announced)
        arm()
        let ended = recent.filter { alerts[$0.id] == nil }
        return (stored.compactMap { alerts[$0.id] } + ended, incidents)
    }

    /// The rules need so long after the start; they may change while that lasts.
    func know(after warmUp: Duration) {
        self.warmUp = warmUp
        knowsFrom = restoredAt.advanced(by: warmUp)
    }

    func list(source: AlertSource?) async throws -> [AlertStatus] {
        try await ledger.database.read { try AlertRepository().list(source: source, $0) }.map { alerts[$0.id] ?? $0 }
    }

    // MARK: Deciding and keeping

    /// The alert's new status where the event changed anything of it; nothing is kept unless it was stored.
    @discardableResult
    func apply(_ event: AlertEvent, to alert: AlertStatus, note: AuditNote?) async throws -> AlertStatus? {
        let now = clock.wall
        let former = lives[alert.id] ?? AlertLife(policy: .standard(for: alert))
        var life = former
        life.policy = .standard(for: alert)
        try life.apply(event, at: now)
        guard life != former else { return nil }
        var status = carryOver(to: alert)
        status.take(life)
        guard let state = life.state, state != .pending else {
            lives[alert.id] = life.standing == nil && life.masks.isEmpty ? nil : life
            return status
        }
        let isAnnounced = state == .active && former.state != .active
        if isAnnounced { (status.announcedAt, status.firstOut) = (now, nil) }
        let told = status
        let (kept, _) = try await commit(status, note: note) { $0.apply(alert: told, at: now) }
        let shown = kept ?? status
        lives[alert.id] = life.isOver ? nil : life
        alerts[alert.id] = life.isOver ? nil : shown
        await bus.publish(.alert(shown))
        if isAnnounced { await announce(shown) }
        await tellLoad()
        arm()
        return shown
    }

    /// What an evaluation does not know of an alert that is known.
    private func carryOver(to alert: AlertStatus) -> AlertStatus {
        var alert = alert
        guard let known = alerts[alert.id] else { return alert }
        alert.announcedAt = known.announcedAt
        alert.firstOut = known.firstOut
        alert.incidentId = alert.incidentId ?? known.incidentId
        return alert
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
