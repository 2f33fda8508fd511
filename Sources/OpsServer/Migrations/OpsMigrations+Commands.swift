import OpsStorage

extension OpsMigrations {
    /// Commands with their life, and the requests that started them.
    static let commands = Migration(
        number: 3, name: "commands",
        up: [
            """
            CREATE TABLE commands (
                id TEXT PRIMARY KEY NOT NULL, valve_id TEXT NOT NULL, state TEXT NOT NULL, epoch BIGINT NOT NULL,
                issued_at_ms BIGINT NOT NULL, final SMALLINT NOT NULL, document TEXT NOT NULL)
            """,
            "CREATE UNIQUE INDEX commands_epoch ON commands (epoch)",
            "CREATE INDEX commands_issued ON commands (issued_at_ms)",
            "CREATE INDEX commands_final ON commands (final, epoch)",
            """
            CREATE TABLE idempotency (
                key TEXT PRIMARY KEY NOT NULL, request_digest TEXT NOT NULL, command_id TEXT NOT NULL,
                at_ms BIGINT NOT NULL)
            """,
            "CREATE INDEX idempotency_at ON idempotency (at_ms)",
        ],
        down: ["DROP TABLE idempotency", "DROP TABLE commands"])
}
