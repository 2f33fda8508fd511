/// The requests on one connection, in the order in which Redis will answer them.
///
/// A request that has timed out keeps its place, so that its late reply is matched to it, until the reply comes or the
/// connection ends.
struct RequestQueue<Waiter> {
    /// What a reply is to the request that it belongs to.
    enum Answer {
        case inTime(Waiter)
        /// The caller has gone; `hurried`: Redis had less than half of the caller's wait.
        case late(Waiter, hurried: Bool)
        /// The caller has gone, and was told that Redis is silent.
        case forgotten
    }

    private enum Stage { case waiting, expired, forgotten }

    private struct Entry {
        let waiter: Waiter
        var stage = Stage.waiting
        let deadline: Double
        let patience: RedisPatience
        let sentAt: Double

        /// When something must be done about it, if no reply comes.
        var due: Double {
            switch stage {
            case .waiting: deadline
            case .expired: deadline + patience.silenceSeconds
            case .forgotten: .infinity
            }
        }
    }

    private var entries: [Entry] = []
    private var head = 0
    private var lastAnswer = -Double.infinity
    private var earliest = Double.infinity

    var count: Int { entries.count - head }

    /// When `expire` must be called next.
    var nextDeadline: Double { earliest }

    /// Since when the server has owed an answer without giving any; nil when it owes none.
    var silentSince: Double? { count == 0 ? nil : max(lastAnswer, entries[head].sentAt) }

    mutating func add(_ waiter: Waiter, deadline: Double, patience: RedisPatience, now: Double) {
        entries.append(Entry(waiter: waiter, deadline: deadline, patience: patience, sentAt: now))
        earliest = min(earliest, deadline)
    }

    /// A reply came, for the oldest request: what it is to whom; nil where none was owed.
    mutating func answer(now: Double) -> Answer? {
        guard head < entries.count else { return nil }
        let entry = entries[head]
        head += 1
        lastAnswer = now
        if head == entries.count {
            entries.removeAll(keepingCapacity: entries.count <= 1024)
            (head, earliest) = (0, .infinity)
        } else if head > 4096 {
            entries.removeFirst(head)
            head = 0
        }
        switch entry.stage {
        case .waiting: return .inTime(entry.waiter)
        case .expired:
            return .late(entry.waiter, hurried: entry.deadline - entry.sentAt < entry.patience.waitSeconds / 2)
        case .forgotten: return .forgotten
        }
    }

    /// Ends what is over time: callers whose wait is over, and those for whom Redis is now silent. Call it only when
    /// everything that has arrived up to `now` was handed to ``answer(now:)``.
    mutating func expire(now: Double) -> (over: [Waiter], silent: [Waiter]) {
        guard now >= earliest else { return ([], []) }
        var (over, silent): ([Waiter], [Waiter]) = ([], [])
        earliest = .infinity
        for index in head..<entries.count {
            if entries[index].stage == .waiting, entries[index].due <= now {
                over.append(entries[index].waiter)
                entries[index].stage = .expired
            }
            if entries[index].stage == .expired, entries[index].due <= now {
                silent.append(entries[index].waiter)
                entries[index].stage = .forgotten
            }
            earliest = min(earliest, entries[index].due)
        }
        return (over, silent)
    }

    /// The connection is over: everything ends; those that still wait, and those that had expired.
    mutating func lose() -> (waiting: [Waiter], expired: [Waiter]) {
        defer { (entries, head, earliest) = ([], 0, .infinity) }
        let rest = entries[head...]
        return (
            rest.filter { $0.stage == .waiting }.map(\.waiter), rest.filter { $0.stage == .expired }.map(\.waiter)
        )
    }
}
