/// The requests on one connection, in the order in which Redis will answer them.
///
/// A request that has timed out keeps its place, so that its late reply is matched to it, and dropped.
struct RequestQueue<Reply> {
    private struct Entry {
        var reply: Reply?
        let deadline: Double
        let sentAt: Double
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

    mutating func add(_ reply: Reply, deadline: Double, now: Double) {
        entries.append(Entry(reply: reply, deadline: deadline, sentAt: now))
        earliest = min(earliest, deadline)
    }

    /// A reply came, for the oldest request: who waits for it, if anybody still does.
    mutating func answer(now: Double) -> Reply? {
        guard head < entries.count else { return nil }
        let reply = entries[head].reply
        entries[head].reply = nil
        head += 1
        lastAnswer = now
        if head == entries.count || head > 4096 {
            entries.removeFirst(head)
            head = 0
        }
        if entries.isEmpty { earliest = .infinity }
        return reply
    }

    /// Ends what is over time.
    mutating func expire(now: Double) -> [Reply] {
        guard now >= earliest else { return [] }
        var ended: [Reply] = []
        earliest = .infinity
        for index in head..<entries.count {
            guard let reply = entries[index].reply else { continue }
            if entries[index].deadline <= now {
                ended.append(reply)
                entries[index].reply = nil
            } else {
                earliest = min(earliest, entries[index].deadline)
            }
        }
        return ended
    }

    /// The connection is over: everything ends.
    mutating func lose() -> [Reply] {
        defer { (entries, head, earliest) = ([], 0, .infinity) }
        return entries[head...].compactMap(\.reply)
    }
}
