import OpsStorage

/// Durable numbers that only rise: the site's command epoch, incident ids, job positions.
public struct CounterRepository: Sendable {
    /// The name of the site's command epoch (VALVES.md).
    public static let commandEpoch = "command_epoch"

    public init() {}

    /// The next number of `name`: 1 at first. Never handed out twice, unless the transaction is rolled back.
    public func next(_ name: String, _ connection: any SQLConnection) throws -> Int64 {
        let rows = try connection.query(
            """
            INSERT INTO counters (name, value) VALUES (?, 1)
            ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value
            """, [.text(name)])
        guard let row = rows.first else {
            throw StorageError(.badValue, operation: "next number of \(name)", cause: "the database returned none")
        }
        return try row.integer("value")
    }

    /// The newest number of `name`; 0 where none was taken yet.
    public func current(_ name: String, _ connection: any SQLConnection) throws -> Int64 {
        let rows = try connection.query("SELECT value FROM counters WHERE name = ?", [.text(name)])
        return try rows.first?.integer("value") ?? 0
    }

    /// Makes the counter at least `floor`, e.g. where a device has seen a higher epoch than this database knows.
    public func raise(_ name: String, to floor: Int64, _ connection: any SQLConnection) throws {
        try connection.execute(
            """
            INSERT INTO counters (name, value) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE counters.value < excluded.value
            """, [.text(name), .integer(floor)])
    }
}
