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

    private struct Entry {
        var until: MonotonicTime
        var epoch: Int64
    }

    private var entries: [String: Entry] = [:]

    /// True while no other server can have taken the valve over unseen, but for a `stop` or `safe`.
    func holds(_ valve: String, at now: MonotonicTime) -> Bool {
        entries[valve].map { now < $0.until } ?? false
    }

    /// When the lease is over unless prolonged; nil where there is none.
    func end(_ valve: String) -> MonotonicTime? { entries[valve]?.until }

    /// The valves that are held or were.
    var valves: [String] { entries.keys.sorted() }

    /// The lease was granted to the command of `epoch`, for what was asked at `asked`. Answers may come late: an older
    /// one takes nothing from a newer one.
    mutating func granted(_ valve: String, epoch: Int64, askedAt asked: MonotonicTime) {
        let (end, present) = (asked.advanced(by: Self.length), entries[valve])
        entries[valve] = Entry(until: max(end, present?.until ?? end), epoch: max(epoch, present?.epoch ?? epoch))
    }

    /// The lease is another's, for a command of `epoch`; one that was granted to a newer command since stays.
    mutating func lost(_ valve: String, to epoch: Int64) {
        guard let present = entries[valve], present.epoch <= epoch else { return }
        entries[valve] = nil
    }

    /// Nothing is under way on the valve.
    mutating func ended(_ valve: String) { entries[valve] = nil }
}
