/// The publishes of one session: those that wait for room, and those on the wire that wait for an acknowledgement.
///
/// A message is handed to the library only when the library can send it at once, so that it never keeps one of its
/// own accord; a message that has timed out here is therefore never sent later.
struct PublishBook<Reply> {
    /// A publish that has ended without an acknowledgement.
    struct Ended {
        let reply: Reply
        /// Whether the library had it: then the broker may have it too.
        let wasSent: Bool
        /// Whether its time to be sent was over.
        var wasTooLate = false
    }

    private struct Waiting {
        let message: MQTTMessage
        let deadline: Double
        let sendBy: Double
        let reply: Reply?
    }

    private struct Sent {
        var reply: Reply?
        let deadline: Double
        let sendBy: Double
        let sentAt: Double
        let awaitsAnswer: Bool
    }

    /// How many may be on the wire at once.
    var window = 100
    private var waiting: [Waiting] = []
    private var head = 0
    private var sent: [Int32: Sent] = [:]
    /// No deadline lies before this.
    private var earliest = Double.infinity

    var isEmpty: Bool { waiting.count == head && sent.isEmpty }
    var waitingCount: Int { waiting.count - head }
    var sentCount: Int { sent.count }

    /// When `expire` must be called next.
    var nextDeadline: Double { earliest }

    /// When the oldest of the messages sent at or after this time, and still unacknowledged, went out.
    func oldestUnanswered(since time: Double) -> Double? {
        sent.values.lazy.filter { $0.awaitsAnswer && $0.sentAt >= time }.map(\.sentAt).min()
    }

    mutating func add(_ message: MQTTMessage, deadline: Double, sendBy: Double = .infinity, reply: Reply?) {
        waiting.append(Waiting(message: message, deadline: deadline, sendBy: sendBy, reply: reply))
        earliest = min(earliest, deadline, sendBy)
    }

    /// The message to hand to the library now, if there is one and room for it, and when that is too late.
    var nextToSend: (message: MQTTMessage, sendBy: Double)? {
        head < waiting.count && sent.count < window ? (waiting[head].message, waiting[head].sendBy) : nil
    }

    /// True where a message that is not acknowledged must not leave any more.
    func isPastSending(now: Double) -> Bool { sent.values.contains { $0.sendBy <= now } }

    /// The message of `nextToSend` went out under this id.
    mutating func markSent(id: Int32, now: Double) {
        guard let entry = takeFirst() else { return }
        sent[id] = Sent(
            reply: entry.reply, deadline: entry.deadline, sendBy: entry.sendBy, sentAt: now,
            awaitsAnswer: entry.message.qos > 0)
    }

    /// The message of `nextToSend` cannot be sent; who waits for it.
    mutating func markRefused() -> Reply? { takeFirst()?.reply }

    /// An acknowledgement came: who waits for it, and how long it took in seconds where the broker gave it.
    mutating func acknowledge(id: Int32, now: Double) -> (reply: Reply?, roundTrip: Double?)? {
        guard let entry = sent.removeValue(forKey: id) else { return nil }
        return (entry.reply, entry.awaitsAnswer ? now - entry.sentAt : nil)
    }

    /// Ends what is over time. A message on the wire keeps its place in the window until it is acknowledged.
    mutating func expire(now: Double) -> [Ended] {
        guard now >= earliest else { return [] }
        var ended: [Ended] = []
        var rest: [Waiting] = []
        for entry in waiting[head...] {
            if min(entry.deadline, entry.sendBy) > now {
                rest.append(entry)
            } else if let reply = entry.reply {
                ended.append(Ended(reply: reply, wasSent: false, wasTooLate: entry.sendBy <= now))
            }
        }
        (waiting, head) = (rest, 0)
        for (id, entry) in sent where entry.deadline <= now {
            guard let reply = entry.reply else { continue }
            ended.append(Ended(reply: reply, wasSent: true))
            sent[id]?.reply = nil
        }
        findEarliest(after: now)
        return ended
    }

    /// The session is over: everything ends.
    mutating func lose() -> [Ended] {
        let lost = waiting[head...].compactMap { entry in
            entry.reply.map { Ended(reply: $0, wasSent: false) }
        }
        let unknown = sent.values.compactMap { entry in entry.reply.map { Ended(reply: $0, wasSent: true) } }
        (waiting, head, sent, earliest) = ([], 0, [:], .infinity)
        return unknown + lost
    }

    private mutating func takeFirst() -> Waiting? {
        guard head < waiting.count else { return nil }
        let entry = waiting[head]
        head += 1
        if head == waiting.count || head > 1024 {
            waiting.removeFirst(head)
            head = 0
        }
        return entry
    }

    private mutating func findEarliest(after now: Double) {
        let first = waiting[head...].lazy.map { min($0.deadline, $0.sendBy) }.min() ?? .infinity
        let second = sent.values.lazy.filter { $0.reply != nil }.map(\.deadline).min() ?? .infinity
        let third = sent.values.lazy.map(\.sendBy).filter { $0 > now }.min() ?? .infinity
        earliest = min(first, second, third)
    }
}
