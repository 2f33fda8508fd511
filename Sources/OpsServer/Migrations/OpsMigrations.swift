import OpsStorage

/// The schema's history. A released migration is never edited: what it did wrong, a later one puts right.
public enum OpsMigrations {
    /// All of them, oldest first.
    public static let all: [Migration] = [
        audit, alertsAndIncidents, commands, jobs, keys, travelBaselines, valveLeases, leadOutcomes,
    ]
}
