import OpsCore

/// Until when this server may send commands to each valve, by its own clock that never goes back; a value inside the valve
/// service.
///
/// The time is counted from before the database was asked, so that it ends here before it ends there.
struct ValveLeaseBook: Sendable {
    /// How long a lease lasts without being prolonged.
    static let length = Duration.seconds(30)
    /// How often leases are prolonged while something is under way.
    static let renewal = Duration.seconds(10)

    private var until: [String: MonotonicTime] = [:]

    /// True while no other server can have taken the valve over unseen, but for a `stop` or `safe`.
    func holds(_ valve: String, at now: MonotonicTime) -> Bool {
        until[valve].map { now < $0 } ?? false
    }

    /// When the lease is over unless prolonged; nil where there is none.
    func end(_ valve: String) -> MonotonicTime? { until[valve] }

    /// The valves that are held or were.
    var valves: [String] { until.keys.sorted() }

    /// The lease was granted to what was asked at `asked`.
    mutating func granted(_ valve: String, askedAt asked: MonotonicTime) {
        until[valve] = asked.advanced(by: Self.length)
    }

    /// The lease is another's, or nobody's.
    mutating func lost(_ valve: String) { until[valve] = nil }
}
