import OpsStorage

extension OpsMigrations {
    /// `document` is the whole status as JSON; the columns beside it are those that queries need.
    static let alertsAndIncidents = Migration(
        number: 2, name: "alerts_and_incidents",
        up: [
            """
            CREATE TABLE incidents (
                id BIGINT PRIMARY KEY NOT NULL, status TEXT NOT NULL, severity TEXT NOT NULL,
                opened_at_ms BIGINT NOT NULL, resolved_at_ms BIGINT, document TEXT NOT NULL)
            """,
            "CREATE INDEX incidents_resolved ON incidents (resolved_at_ms, id)",
            """
            CREATE TABLE alerts (
                id TEXT PRIMARY KEY NOT NULL, source TEXT NOT NULL, state TEXT NOT NULL, severity TEXT NOT NULL,
                since_ms BIGINT NOT NULL, updated_at_ms BIGINT NOT NULL, incident_id BIGINT, document TEXT NOT NULL)
            """,
            "CREATE INDEX alerts_since ON alerts (since_ms, id)",
            "CREATE INDEX alerts_state ON alerts (state, updated_at_ms)",
        ],
        down: ["DROP TABLE alerts", "DROP TABLE incidents"])
}
