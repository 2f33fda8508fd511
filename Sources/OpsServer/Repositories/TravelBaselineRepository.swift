import OpsCore
import OpsStorage

/// What each valve's own strokes take, one row a valve.
public struct TravelBaselineRepository: Sendable {
    public init() {}

    /// Inserts or replaces a valve's baseline.
    public func save(
        _ baseline: TravelBaseline, of valve: String, at time: WallTime, _ connection: any SQLConnection
    ) throws {
        try connection.execute(
            """
            INSERT INTO travel_baselines (valve, updated_at_ms, document) VALUES (?, ?, ?)
            ON CONFLICT (valve) DO UPDATE SET updated_at_ms = excluded.updated_at_ms, document = excluded.document
            """,
            [.text(valve), .integer(time.milliseconds), .text(try StoredDocument.text(of: baseline))])
    }

    /// All of them by valve, of at most `limit` valves: those that moved last.
    public func all(limit: Int = 1_000, _ connection: any SQLConnection) throws -> [String: TravelBaseline] {
        let rows = try connection.query(
            "SELECT valve, document FROM travel_baselines ORDER BY updated_at_ms DESC, valve LIMIT ?",
            [ListLimit.argument(limit)])
        return try rows.reduce(into: [:]) { found, row in
            found[try row.text("valve")] = try StoredDocument.value(TravelBaseline.self, from: row)
        }
    }
}
