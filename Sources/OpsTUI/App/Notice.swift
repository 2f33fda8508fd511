import OpsCore

/// One sentence on the line above the keys, for a while.
struct Notice: Equatable, Sendable {
    enum Weight: Sendable { case plain, attention, alarm }

    static let shownSeconds = 12.0

    var text: String
    var weight: Weight
    var since: MonotonicTime

    /// True while it is worth its place.
    func isShown(at now: MonotonicTime) -> Bool { now.seconds(since: since) < Self.shownSeconds }
}
