import OpsCore

/// How a target did when it was last asked.
struct TargetStanding: Sendable {
    var lastScrape: WallTime?
    var lastSeconds = 0.0
    /// Why it is down; nil where it is up.
    var lastError: String?
    /// What it says of its metrics, as last read; nil where that is not known.
    var metadata: FamilyList?
    var metadataReadAt: WallTime?

    var families: [MetricFamilyNote] { metadata?.families ?? [] }

    /// Prometheus' words.
    var health: String { lastScrape == nil ? "unknown" : lastError == nil ? "up" : "down" }
}
