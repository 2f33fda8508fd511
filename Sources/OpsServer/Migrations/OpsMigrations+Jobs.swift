import OpsStorage

extension OpsMigrations {
    /// The job queue. `position` rises with every submission: the order of the queue whatever the clock does.
    static let jobs = Migration(
        number: 4, name: "jobs",
        up: [
            """
            CREATE TABLE jobs (
                id TEXT PRIMARY KEY NOT NULL, position BIGINT NOT NULL UNIQUE, tenant TEXT NOT NULL, kind TEXT NOT NULL,
                state TEXT NOT NULL, enqueued_at_ms BIGINT NOT NULL, started_at_ms BIGINT, ended_at_ms BIGINT,
                attempts BIGINT NOT NULL, lease_owner TEXT, lease_expires_ms BIGINT, input TEXT NOT NULL, result TEXT,
                error TEXT)
            """,
            "CREATE INDEX jobs_tenant ON jobs (tenant, position)",
            "CREATE INDEX jobs_state ON jobs (state, tenant, position)",
            "CREATE INDEX jobs_ended ON jobs (ended_at_ms)",
        ],
        down: ["DROP TABLE jobs"])
}
