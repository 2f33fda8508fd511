/// How much the alarms ask of a person now: their rate, a flood, and what is put aside.
public struct AlarmLoad: Codable, Equatable, Sendable {
    /// What one person can take in for long: an alarm in ten minutes (ISA-18.2, EEMUA 191).
    public static let aim = 1
    /// More than this many in ten minutes are a flood.
    public static let floodAbove = 10

    /// Alarms that were announced within the last ten minutes.
    public var inTenMinutes: Int
    /// What ``inTenMinutes`` should be at most.
    public var aimInTenMinutes: Int
    /// Nil where there is none.
    public var flood: AlarmFlood?
    /// Alerts that are put aside, by how.
    public var shelved: Int
    public var suppressed: Int
    public var outOfService: Int

    /// The quiet one.
    public init() {
        inTenMinutes = 0
        aimInTenMinutes = Self.aim
        shelved = 0
        suppressed = 0
        outOfService = 0
    }

    /// Alerts that are put aside in any way.
    public var masked: Int { shelved + suppressed + outOfService }
}

/// More alarms than anybody can read one by one: which came first, and where they belong.
public struct AlarmFlood: Codable, Equatable, Sendable {
    /// When its first alarm came.
    public var since: WallTime
    /// The alarm it began with.
    public var firstOut: AlarmFirstOut
    /// Alarms since then.
    public var count: Int
    /// By segment, valve or service, in the order in which they joined; at most ``groupLimit``.
    public var groups: [AlarmGroup]

    /// Groups that are told apart; later ones are counted together as `others`.
    public static let groupLimit = 20

    /// A flood.
    public init(since: WallTime, firstOut: AlarmFirstOut, count: Int, groups: [AlarmGroup]) {
        self.since = since
        self.firstOut = firstOut
        self.count = count
        self.groups = groups
    }
}

/// The first alarm of a flood or of one of its groups.
public struct AlarmFirstOut: Codable, Equatable, Sendable {
    public var id: String
    public var name: String
    public var at: WallTime

    /// An alarm and when it came.
    public init(id: String, name: String, at: WallTime) {
        self.id = id
        self.name = name
        self.at = at
    }
}

/// The alarms of a flood that belong together.
public struct AlarmGroup: Codable, Equatable, Sendable {
    /// `segment 7`, `valve v-103`, or a service's name.
    public var name: String
    /// Alarms of it since the flood began.
    public var count: Int
    public var firstOut: AlarmFirstOut

    /// A group.
    public init(name: String, count: Int, firstOut: AlarmFirstOut) {
        self.name = name
        self.count = count
        self.firstOut = firstOut
    }
}
