import OpsMetrics

/// One job for the read API.
struct ScrapePoolReading: Sendable {
    var job: String
    var active: [ActiveTarget]
    /// Labels before relabelling.
    var dropped: [Labels]
    var droppedCount: Int
    /// Targets that are not asked because there are too many.
    var beyond = 0
}

/// A target that is asked, and how it did.
struct ActiveTarget: Sendable {
    var target: ScrapeTarget
    var standing: TargetStanding
}
