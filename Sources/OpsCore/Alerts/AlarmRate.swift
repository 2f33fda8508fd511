/// Counts alarms as they are announced and tells a flood: more than ten in ten minutes, until fewer than five in ten
/// minutes remain (ISA-18.2, EEMUA 191). A value: announcements and time in, figures out.
public struct AlarmRate: Equatable, Sendable {
    /// An alarm that was announced.
    public struct Announcement: Equatable, Sendable {
        public var alarm: AlarmFirstOut
        /// See ``AlertStatus/group``.
        public var group: String

        /// One alarm of a group.
        public init(_ alarm: AlarmFirstOut, group: String) {
            self.alarm = alarm
            self.group = group
        }

        /// The newest announcement of an alert; nil where it was never announced.
        public init?(_ alert: AlertStatus) {
            guard let at = alert.announcedAt else { return nil }
            self.init(AlarmFirstOut(id: alert.id, name: alert.name, at: at), group: alert.group)
        }
    }

    /// The window, seconds.
    public static let windowSeconds = 600.0
    /// A flood is over when fewer than this many were announced within the window.
    public static let overBelow = 5
    /// A flood begins with the first alarm after a silence of this length, not with one that came long before, seconds.
    public static let burstGapSeconds = 120.0
    /// Announcements that are remembered one by one; more than anybody distinguishes.
    static let limit = 2_000

    /// Within the window, oldest first.
    private var recent: [Announcement] = []
    /// The flood under way.
    public private(set) var flood: AlarmFlood?

    public init() {}

    /// Announcements within the window as of the newest ``announce(_:)`` or ``advance(to:)``.
    public var count: Int { recent.count }

    /// When the figures next change by time alone; nil where nothing is in the window.
    public var wakesAt: WallTime? { recent.first?.alarm.at.advanced(seconds: Self.windowSeconds) }

    /// Takes in an announcement. Returns the alarms that are first-out by it: the first of a group, in a flood.
    public mutating func announce(_ announcement: Announcement) -> [AlarmFirstOut] {
        advance(to: announcement.alarm.at)
        recent.append(announcement)
        if recent.count > Self.limit { recent.removeFirst() }
        if flood != nil { return join(announcement).map { [$0] } ?? [] }
        guard recent.count > AlarmLoad.floodAbove else { return [] }
        return begin()
    }

    /// Lets the time pass.
    public mutating func advance(to now: WallTime) {
        // A clock that was put back must not keep alarms of the future for ever.
        recent.removeAll { abs(now.seconds(since: $0.alarm.at)) >= Self.windowSeconds }
        if recent.count < Self.overBelow { flood = nil }
    }

    /// The flood is what came since the last silence, which its first alarm ended.
    private mutating func begin() -> [AlarmFirstOut] {
        var start = recent.count - 1
        while start > 0,
            recent[start].alarm.at.seconds(since: recent[start - 1].alarm.at) <= Self.burstGapSeconds
        { start -= 1 }
        let members = recent[start...]
        guard let first = members.first else { return [] }
        flood = AlarmFlood(since: first.alarm.at, firstOut: first.alarm, count: 0, groups: [])
        return members.compactMap { join($0) }
    }

    /// Counts it; returns it where it is the first of its group.
    private mutating func join(_ announcement: Announcement) -> AlarmFirstOut? {
        flood?.count += 1
        let hasRoom = (flood?.groups.count ?? 0) < AlarmFlood.groupLimit - 1
        let known = flood?.groups.firstIndex { $0.name == announcement.group }
        let name = known != nil || hasRoom ? announcement.group : "others"
        if let index = known ?? flood?.groups.firstIndex(where: { $0.name == name }) {
            flood?.groups[index].count += 1
            return nil
        }
        flood?.groups.append(AlarmGroup(name: name, count: 1, firstOut: announcement.alarm))
        return announcement.alarm
    }
}

extension AlarmLoad {
    /// The figures of a rate beside what of `alerts` is put aside.
    public init(_ rate: AlarmRate, alerts: some Sequence<AlertStatus>) {
        self.init()
        inTenMinutes = rate.count
        flood = rate.flood
        for alert in alerts {
            switch alert.state {
            case .shelved: shelved += 1
            case .suppressed: suppressed += 1
            case .outOfService: outOfService += 1
            default: break
            }
        }
    }
}
