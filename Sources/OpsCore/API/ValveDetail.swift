/// One valve with what led to its present state: the answer of `GET /valves/{id}`. On the wire it is the valve's status
/// with further members, so that a reader of a ``ValveStatus`` can read it.
public struct ValveDetail: Equatable, Sendable {
    /// The valve as last reported.
    public var status: ValveStatus
    /// Its newest commands, newest first; at most 20.
    public var commands: [CommandStatus]
    /// Alerts of this valve that are not resolved, and the last few that are: its findings over time.
    public var alerts: [AlertStatus]
    /// Its configured interlock conditions as they are now.
    public var conditions: [InterlockReading]
    /// Its recorded positions, oldest first; empty where none were recorded.
    public var positions: [PositionPoint]

    public init(
        status: ValveStatus, commands: [CommandStatus] = [], alerts: [AlertStatus] = [],
        conditions: [InterlockReading] = [], positions: [PositionPoint] = []
    ) {
        self.status = status
        self.commands = commands
        self.alerts = alerts
        self.conditions = conditions
        self.positions = positions
    }
}

/// A position at a time.
public struct PositionPoint: Codable, Equatable, Sendable {
    public var at: WallTime
    /// 0 closed … 100 open.
    public var positionPercent: Double

    public init(at: WallTime, positionPercent: Double) {
        self.at = at
        self.positionPercent = positionPercent
    }
}

extension ValveDetail: Codable {
    enum CodingKeys: String, CodingKey { case commands, alerts, conditions, positions }

    public init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: CodingKeys.self)
        status = try ValveStatus(from: decoder)
        commands = try box.decode([CommandStatus].self, forKey: .commands)
        alerts = try box.decode([AlertStatus].self, forKey: .alerts)
        conditions = try box.decode([InterlockReading].self, forKey: .conditions)
        positions = try box.decode([PositionPoint].self, forKey: .positions)
    }

    public func encode(to encoder: any Encoder) throws {
        try status.encode(to: encoder)
        var box = encoder.container(keyedBy: CodingKeys.self)
        try box.encode(commands, forKey: .commands)
        try box.encode(alerts, forKey: .alerts)
        try box.encode(conditions, forKey: .conditions)
        try box.encode(positions, forKey: .positions)
    }
}
