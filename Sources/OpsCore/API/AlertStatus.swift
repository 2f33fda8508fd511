/// Where an alert came from.
public enum AlertSource: String, Codable, CaseIterable, Sendable {
    case rule, plant, probe, spend, external
}

/// How bad it is, as rule files say it in their `severity` label.
public enum AlertSeverity: String, Codable, CaseIterable, Sendable {
    case critical, warning, info
}

/// An alert's life after ISA-18.2: condition active or cleared, acknowledged or not.
public enum AlertState: String, Codable, CaseIterable, Sendable {
    /// The condition holds, but not yet for as long as its rule wants.
    case pending
    /// Active, and nobody has acknowledged it.
    case active
    /// Active, and somebody has it in hand.
    case acknowledged
    /// The condition is gone; nobody acknowledged it.
    case cleared
    case resolved
    case shelved

    /// True while the condition holds.
    public var isActive: Bool { self == .active || self == .acknowledged }
}

/// One alert, whatever its source.
public struct AlertStatus: Codable, Equatable, Sendable, Identifiable {
    public var id: String
    public var name: String
    public var source: AlertSource
    public var severity: AlertSeverity
    public var state: AlertState
    public var summary: String
    /// The rule's expression, for `source` = rule.
    public var expression: String?
    /// The expression's newest value.
    public var value: Double?
    /// The newest value against its limit, for a person: `4.2 % > 1 %`.
    public var reading: String?
    public var labels: [String: String]
    public var since: WallTime
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
}
