import OpsStorage

extension OpsMigrations {
    /// Rising numbers and the audit log. `audit_head` repeats the newest row's number and hash, so that rows cut off at
    /// the end are missed too.
    static let audit = Migration(
        number: 1, name: "audit",
        up: [
            "CREATE TABLE counters (name TEXT PRIMARY KEY NOT NULL, value BIGINT NOT NULL)",
            """
            CREATE TABLE audit (
                sequence BIGINT PRIMARY KEY NOT NULL, at_ms BIGINT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
                subject TEXT NOT NULL, outcome TEXT NOT NULL, request_id TEXT NOT NULL, details TEXT NOT NULL,
                hash TEXT NOT NULL)
            """,
            """
            CREATE TABLE audit_head (
                id BIGINT PRIMARY KEY NOT NULL CHECK (id = 1), sequence BIGINT NOT NULL, hash TEXT NOT NULL)
            """,
        ],
        down: ["DROP TABLE audit_head", "DROP TABLE audit", "DROP TABLE counters"])
}
