/// Where an alert came from.
public enum AlertSource: String, Codable, CaseIterable, Sendable {
    case rule, plant, probe, spend, external
}

/// How bad it is, as rule files say it in their `severity` label.
public enum AlertSeverity: String, Codable, CaseIterable, Sendable {
    case critical, warning, info
}

/// An alert's life after ISA-18.2: condition active or cleared, acknowledged or not, or put aside.
public enum AlertState: String, Codable, CaseIterable, Sendable {
    /// The condition holds, but not yet for as long as its rule wants.
    case pending
    /// Active, and nobody has acknowledged it.
    case active
    /// Active, and somebody has it in hand.
    case acknowledged
    /// The condition is gone; nobody acknowledged it.
    case cleared
    /// The condition is gone and somebody acknowledged it, but it stays until a person resolves it.
    case latched
    case resolved
    /// A person put it aside for a time.
    case shelved
    /// The design puts it aside: another condition says that it means nothing now.
    case suppressed
    /// Taken out of service until somebody returns it.
    case outOfService = "out_of_service"

    /// True while the condition holds and the alert is announced.
    public var isActive: Bool { self == .active || self == .acknowledged }

    /// True where it is put aside: its condition may hold, but nobody is called.
    public var isMasked: Bool { self == .shelved || self == .suppressed || self == .outOfService }
}

/// One alert, whatever its source.
public struct AlertStatus: Codable, Equatable, Sendable, Identifiable {
    public var id: String
    public var name: String
    public var source: AlertSource
    public var severity: AlertSeverity
    public var state: AlertState
    /// What the state would be without ``masks``; nil where there is none.
    public var standing: AlertState?
    /// Why it is put aside, the one that counts first; nil where it is not.
    public var masks: [AlertMask]?
    /// True where it stays after its condition has gone until a person resolves it.
    public var latch: Bool?
    /// True for the first alert of its group in a flood.
    public var firstOut: Bool?
    public var summary: String
    /// The rule's expression, for alerts that a rule makes.
    public var expression: String?
    /// The expression's newest value.
    public var value: Double?
    /// The newest value against its limit, for a person: `4.2 % > 1 %`.
    public var reading: String?
    public var labels: [String: String]
    public var since: WallTime
    /// When it was last announced: became active where it was not, or was no longer put aside.
    public var announcedAt: WallTime?
    public var acknowledgedBy: String?
    public var incidentId: Int64?

    public init(
        id: String, name: String, source: AlertSource, severity: AlertSeverity, state: AlertState, summary: String,
        labels: [String: String], since: WallTime
    ) {
        self.id = id
        self.name = name
        self.source = source
        self.severity = severity
        self.state = state
        self.summary = summary
        self.labels = labels
        self.since = since
    }

    /// True while the condition holds, announced or put aside.
    public var holds: Bool { (standing ?? state).isActive }

    /// What it belongs to, for grouping: its pipeline segment, else its valve, else its service, else its name.
    public var group: String {
        if let segment = labels["segment"] ?? labels["seg"] { return "segment \(segment)" }
        if let valve = labels["valve"] { return "valve \(valve)" }
        return labels["service"] ?? name
    }
}
