import OpsStorage

extension OpsMigrations {
    /// What each tenant last said of each lead.
    static let leadOutcomes = Migration(
        number: 8, name: "lead_outcomes",
        up: [
            """
            CREATE TABLE lead_outcomes (
                tenant TEXT NOT NULL, lead TEXT NOT NULL, outcome TEXT NOT NULL, at_ms BIGINT NOT NULL,
                PRIMARY KEY (tenant, lead))
            """,
            "CREATE INDEX lead_outcomes_at ON lead_outcomes (at_ms)",
        ],
        down: ["DROP TABLE lead_outcomes"])
}
