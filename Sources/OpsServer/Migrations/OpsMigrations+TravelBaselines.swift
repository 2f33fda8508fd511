import OpsStorage

extension OpsMigrations {
    /// What each valve's own strokes take: a `TravelBaseline` as JSON.
    static let travelBaselines = Migration(
        number: 6, name: "travel_baselines",
        up: [
            """
            CREATE TABLE travel_baselines (
                valve TEXT PRIMARY KEY NOT NULL, updated_at_ms BIGINT NOT NULL, document TEXT NOT NULL)
            """
        ],
        down: ["DROP TABLE travel_baselines"])
}
