import OpsCore
import OpsStorage

/// Incidents with their timelines.
public struct IncidentRepository: Sendable {
    public init() {}

    /// A new incident's id; rises from 1.
    public func nextID(_ connection: any SQLConnection) throws -> Int64 {
        try CounterRepository().next("incident", connection)
    }

    /// Inserts or replaces the incident, timeline and all.
    public func save(_ incident: IncidentStatus, _ connection: any SQLConnection) throws {
        try connection.execute(
            """
            INSERT INTO incidents (id, status, severity, opened_at_ms, resolved_at_ms, document)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET status = excluded.status, severity = excluded.severity,
                resolved_at_ms = excluded.resolved_at_ms, document = excluded.document
            """,
            [
                .integer(incident.id), .text(incident.status.rawValue), .text(incident.severity.rawValue),
                .integer(incident.openedAt.milliseconds), SQLValue(incident.resolvedAt?.milliseconds),
                .text(try StoredDocument.text(of: incident)),
            ])
    }

    /// The incident with its timeline; nil where there is none.
    public func find(id: Int64, _ connection: any SQLConnection) throws -> IncidentStatus? {
        try connection.query("SELECT document FROM incidents WHERE id = ?", [.integer(id)]).first.map(read)
    }

    /// The incidents that are not resolved, newest first.
    public func open(limit: Int = 200, _ connection: any SQLConnection) throws -> [IncidentStatus] {
        try connection.query(
            "SELECT document FROM incidents WHERE status <> 'resolved' ORDER BY id DESC LIMIT ?",
            [ListLimit.argument(limit)]
        ).map(read)
    }

    /// The resolved incidents, the newest end first.
    public func ended(limit: Int = 50, _ connection: any SQLConnection) throws -> [IncidentStatus] {
        try connection.query(
            """
            SELECT document FROM incidents WHERE status = 'resolved'
            ORDER BY resolved_at_ms DESC, id DESC LIMIT ?
            """, [ListLimit.argument(limit)]
        ).map(read)
    }

    /// What a pane lists: ``open(limit:_:)``, then the newest ``ended(limit:_:)``.
    public func list(endedLimit: Int = 50, _ connection: any SQLConnection) throws -> [IncidentStatus] {
        try open(connection) + ended(limit: endedLimit, connection)
    }

    /// Deletes incidents that were resolved before `time`; returns how many. Their audit rows stay.
    @discardableResult
    public func prune(resolvedBefore time: WallTime, _ connection: any SQLConnection) throws -> Int {
        try connection.execute(
            "DELETE FROM incidents WHERE status = 'resolved' AND resolved_at_ms < ?", [.integer(time.milliseconds)])
    }

    private func read(_ row: SQLRow) throws -> IncidentStatus {
        try StoredDocument.value(IncidentStatus.self, from: row)
    }
}
