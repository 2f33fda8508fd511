/// Where in select-before-operate a command message stands.
public enum CommandPhase: String, Codable, Sendable {
    case select, operate, cancel
}

/// A command as it goes to the device (`…/cmd`, `ops.valve.cmd/1`): QoS 1, never retained.
public struct ValveCommandMessage: ValvePayload {
    public static let schema = "ops.valve.cmd/1"

    /// What the operator acted on: a device in another boot, or at another revision, refuses.
    public struct Expectation: Codable, Equatable, Sendable {
        public var bootID: String
        /// Nil for `stop` and `safe`, which hold whatever the revision.
        public var rev: Int64?

        public init(bootID: String, rev: Int64?) {
            self.bootID = bootID
            self.rev = rev
        }

        private enum CodingKeys: String, CodingKey {
            case bootID = "boot_id"
            case rev
        }

        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            bootID = try fields.token(.bootID)
            rev = try fields.optionalCount(.rev)
        }
    }

    public var commandID: String
    /// Rises with every command of the site; a device refuses a lower one than it has seen.
    public var epoch: Int64
    public var valve: String
    public var phase: CommandPhase
    public var action: ValveAction
    /// 0 … 100, only with `position`.
    public var position: Double?
    public var issuedAt: WallTime
    /// After this a device refuses; `stop` and `safe` hold whatever the clock says.
    public var notAfter: WallTime
    public var expect: Expectation
    /// The token of this command's select; only with `operate`.
    public var selectToken: String?
    public var actor: String?
    public var reason: String?

    public init(
        commandID: String, epoch: Int64, valve: String, phase: CommandPhase, action: ValveAction, position: Double?,
        issuedAt: WallTime, notAfter: WallTime, expect: Expectation, selectToken: String? = nil, actor: String? = nil,
        reason: String? = nil
    ) {
        self.commandID = commandID
        self.epoch = epoch
        self.valve = valve
        self.phase = phase
        self.action = action
        self.position = position
        self.issuedAt = issuedAt
        self.notAfter = notAfter
        self.expect = expect
        self.selectToken = selectToken
        self.actor = actor
        self.reason = reason
    }

    /// The message's expiry for the broker: the time to live, rounded up to whole seconds. The broker alone does not
    /// make a command die in time (it counts from arrival); the device checks `not_after` itself.
    public var expirySeconds: UInt32 {
        let milliseconds = min(max(notAfter.milliseconds - issuedAt.milliseconds, 1), 3_600_000)
        return UInt32((milliseconds + 999) / 1000)
    }
}

extension ValveCommandMessage {
    private enum CodingKeys: String, CodingKey {
        case schema, epoch, valve, phase, action, position, expect, actor, reason
        case commandID = "cmd_id"
        case issuedAt = "issued_at"
        case notAfter = "not_after"
        case selectToken = "select_token"
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try fields.requireSchema(Self.schema, .schema)
        commandID = try fields.identifier(.commandID)
        epoch = try fields.count(.epoch)
        valve = try fields.identifier(.valve)
        phase = try fields.choice(.phase)
        action = try fields.choice(.action)
        position = try fields.optionalNumber(.position, in: 0...100)
        issuedAt = try fields.time(.issuedAt)
        notAfter = try fields.time(.notAfter)
        expect = try fields.decode(Expectation.self, forKey: .expect)
        selectToken = try fields.optionalToken(.selectToken)
        actor = try fields.optionalProse(.actor)
        reason = try fields.optionalProse(.reason)
        guard (action == .position) == (position != nil) else { throw PayloadRefusal.contradictory }
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(Self.schema, forKey: .schema)
        try fields.encode(commandID, forKey: .commandID)
        try fields.encode(epoch, forKey: .epoch)
        try fields.encode(valve, forKey: .valve)
        try fields.encode(phase, forKey: .phase)
        try fields.encode(action, forKey: .action)
        try fields.encodeIfPresent(position, forKey: .position)
        try fields.encode(issuedAt, forKey: .issuedAt)
        try fields.encode(notAfter, forKey: .notAfter)
        try fields.encode(expect, forKey: .expect)
        try fields.encodeIfPresent(selectToken, forKey: .selectToken)
        try fields.encodeIfPresent(actor, forKey: .actor)
        try fields.encodeIfPresent(reason, forKey: .reason)
    }
}
