/// What waits for the consumer: link events and messages in their order, bounded in number and in bytes.
///
/// When it is full, the newest message of each topic stays and the older ones go: a state that is late is of no
/// use once a newer one has come.
struct InboundQueue {
    let capacity: Int
    let byteCapacity: Int
    private var messages: [MQTTMessage] = []
    /// Link events, each before the message with this index.
    private var marks: [(before: Int, event: MQTTEvent)] = []
    private var bytes = 0
    private var dropped = 0

    private static let markLimit = 64

    init(capacity: Int = 10_000, byteCapacity: Int = 32 << 20) {
        self.capacity = max(1, capacity)
        self.byteCapacity = byteCapacity
    }

    /// How many messages wait.
    var count: Int { messages.count }

    mutating func add(_ message: MQTTMessage) {
        messages.append(message)
        bytes += Self.size(message)
        if messages.count > capacity || bytes > byteCapacity { compact() }
    }

    /// Adds a link event; of very many unread ones the oldest go, since each newer one supersedes them.
    mutating func add(_ event: MQTTEvent) {
        marks.append((messages.count, event))
        if marks.count > Self.markLimit { marks.removeFirst(marks.count - Self.markLimit) }
    }

    /// Everything that waits, as events; empty when nothing does.
    mutating func drain() -> [MQTTEvent] {
        var events: [MQTTEvent] = dropped > 0 ? [.overflow(dropped: dropped)] : []
        var start = 0
        for mark in marks {
            if mark.before > start { events.append(.messages(Array(messages[start..<mark.before]))) }
            start = mark.before
            events.append(mark.event)
        }
        if start == 0, !messages.isEmpty {
            events.append(.messages(messages))
        } else if start < messages.count {
            events.append(.messages(Array(messages[start...])))
        }
        (messages, marks, bytes, dropped) = ([], [], 0, 0)
        return events
    }

    private mutating func compact() {
        let keep = survivors()
        var kept: [MQTTMessage] = []
        kept.reserveCapacity(capacity)
        var moved = marks
        var next = 0
        for index in messages.indices {
            while next < moved.count, moved[next].before <= index {
                moved[next].before = kept.count
                next += 1
            }
            if keep[index] { kept.append(messages[index]) }
        }
        while next < moved.count {
            moved[next].before = kept.count
            next += 1
        }
        dropped += messages.count - kept.count
        (messages, marks, bytes) = (kept, moved, kept.reduce(0) { $0 + Self.size($1) })
    }

    /// The newest of each topic, newest first, as long as there is room for a tenth more.
    private func survivors() -> [Bool] {
        var keep = [Bool](repeating: false, count: messages.count)
        var seen: Set<String> = []
        var (room, space) = (max(1, capacity * 9 / 10), byteCapacity * 9 / 10)
        for index in messages.indices.reversed() where room > 0 {
            guard seen.insert(messages[index].topic).inserted else { continue }
            let size = Self.size(messages[index])
            guard size <= space else { break }
            keep[index] = true
            room -= 1
            space -= size
        }
        return keep
    }

    private static func size(_ message: MQTTMessage) -> Int {
        message.payload.count + message.topic.utf8.count + (message.correlationData?.count ?? 0) + 128
    }
}
