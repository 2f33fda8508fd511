import OpsCore
import OpsStorage

/// Alerts, one row an alert id, in the state they were last in.
public struct AlertRepository: Sendable {
    public init() {}

    /// Inserts or replaces the alert. A value that is not finite is stored as none: JSON has no word for it.
    public func save(_ alert: AlertStatus, at time: WallTime, _ connection: any SQLConnection) throws {
        var stored = alert
        if let value = alert.value, !value.isFinite { stored.value = nil }
        try connection.execute(
            """
            INSERT INTO alerts (id, source, state, severity, since_ms, updated_at_ms, incident_id, document)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET source = excluded.source, state = excluded.state,
                severity = excluded.severity, since_ms = excluded.since_ms, updated_at_ms = excluded.updated_at_ms,
                incident_id = excluded.incident_id, document = excluded.document
            """,
            [
                .text(alert.id), .text(alert.source.rawValue), .text(alert.state.rawValue),
                .text(alert.severity.rawValue), .integer(alert.since.milliseconds), .integer(time.milliseconds),
                SQLValue(alert.incidentId), .text(try StoredDocument.text(of: stored)),
            ])
    }

    /// The alert as it was last saved; nil where there is none.
    public func find(id: String, _ connection: any SQLConnection) throws -> AlertStatus? {
        try connection.query("SELECT document FROM alerts WHERE id = ?", [.text(id)]).first.map(read)
    }

    /// All alerts, of one source where given; those not yet resolved first, then by the newest start.
    public func list(source: AlertSource? = nil, limit: Int = 500, _ connection: any SQLConnection) throws
        -> [AlertStatus]
    {
        let filter = source == nil ? "" : "WHERE source = ?"
        let arguments = (source.map { [SQLValue.text($0.rawValue)] } ?? []) + [ListLimit.argument(limit)]
        return try connection.query(
            """
            SELECT document FROM alerts \(filter)
            ORDER BY CASE WHEN state = 'resolved' THEN 1 ELSE 0 END, since_ms DESC, id LIMIT ?
            """, arguments
        ).map(read)
    }

    /// The alerts that are not resolved: what a server takes up again after a restart.
    public func unresolved(limit: Int = 1_000, _ connection: any SQLConnection) throws -> [AlertStatus] {
        try connection.query(
            "SELECT document FROM alerts WHERE state <> 'resolved' ORDER BY since_ms DESC, id LIMIT ?",
            [ListLimit.argument(limit)]
        ).map(read)
    }

    /// The alerts that were last saved at `time` or later, resolved ones too, newest first.
    public func saved(since time: WallTime, limit: Int, _ connection: any SQLConnection) throws -> [AlertStatus] {
        try connection.query(
            "SELECT document FROM alerts WHERE updated_at_ms >= ? ORDER BY updated_at_ms DESC, id LIMIT ?",
            [.integer(time.milliseconds), ListLimit.argument(limit)]
        ).map(read)
    }

    /// Deletes alerts that are resolved and were last saved before `time`; returns how many.
    @discardableResult
    public func prune(resolvedBefore time: WallTime, _ connection: any SQLConnection) throws -> Int {
        try connection.execute(
            "DELETE FROM alerts WHERE state = 'resolved' AND updated_at_ms < ?", [.integer(time.milliseconds)])
    }

    private func read(_ row: SQLRow) throws -> AlertStatus {
        try StoredDocument.value(AlertStatus.self, from: row)
    }
}
