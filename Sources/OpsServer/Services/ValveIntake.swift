import OpsCore

/// What has come in since it was last told: at many thousand messages a second a valve's newest picture is told once for
/// all of its messages that had gathered. A value inside the valve service.
struct ValveIntake {
    /// Gathered messages are told after so long at the latest; at the end of what had gathered, at once.
    static let patience = Duration.milliseconds(4)
    /// Topics whose parts are remembered; a hostile sender of ever new topics only makes it forget.
    static let topicLimit = 4_096

    private var topics: [String: ValveTopic] = [:]
    private var counts: [ValveTopicKind: Int] = [:]
    private var changed: [String] = []
    private var isChanged: Set<String> = []
    private var toldAt = MonotonicTime(nanoseconds: 0)

    /// The parts of a topic; nil where it is none of the schema's.
    mutating func topic(_ text: String) -> ValveTopic? {
        if let known = topics[text] { return known }
        guard let topic = ValveTopic(parsing: text) else { return nil }
        if topics.count >= Self.topicLimit { topics = [:] }
        topics[text] = topic
        return topic
    }

    mutating func count(_ kind: ValveTopicKind) { counts[kind, default: 0] += 1 }

    /// A valve's picture is another.
    mutating func note(_ valve: String) {
        if isChanged.insert(valve).inserted { changed.append(valve) }
    }

    /// True where what has gathered should be told before more is taken.
    func isDue(at now: MonotonicTime) -> Bool { now.duration(since: toldAt) >= Self.patience }

    /// The messages by kind, and the valves in the order in which they first changed; it holds nothing after.
    mutating func take(at now: MonotonicTime) -> (counts: [ValveTopicKind: Int], valves: [String]) {
        defer {
            counts.removeAll(keepingCapacity: true)
            changed.removeAll(keepingCapacity: true)
            isChanged.removeAll(keepingCapacity: true)
            toldAt = now
        }
        return (counts, changed)
    }
}
