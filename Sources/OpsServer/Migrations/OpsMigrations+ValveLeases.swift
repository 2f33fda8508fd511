import OpsStorage

extension OpsMigrations {
    /// Which server commands which valve, as long as it has something under way there.
    static let valveLeases = Migration(
        number: 7, name: "valve_leases",
        up: [
            """
            CREATE TABLE valve_leases (
                valve_id TEXT PRIMARY KEY NOT NULL, server TEXT NOT NULL, server_name TEXT NOT NULL,
                command_id TEXT NOT NULL, epoch BIGINT NOT NULL, expires_at_ms BIGINT NOT NULL)
            """
        ],
        down: ["DROP TABLE valve_leases"])
}
