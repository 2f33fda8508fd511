/// What a device says of a command.
public enum AckState: String, Codable, Sendable {
    case selected, accepted, rejected, superseded, completed, failed
}

/// A device's answer (`…/ack` or the command's response topic, `ops.valve.ack/1`): QoS 1, not retained.
public struct ValveAckMessage: ValvePayload {
    public static let schema = "ops.valve.ack/1"

    public var commandID: String
    public var state: AckState
    /// The device's reason for a refusal, as it wrote it: a CONTRACT code, or a word of its own.
    public var cause: String?
    /// Only with `selected`: what the operate must carry, and how long it lives on the device's own clock.
    public var selectToken: String?
    public var tokenLifeMilliseconds: Int64?
    public var rev: Int64
    public var at: WallTime
    /// The device's monotonic clock.
    public var monotonicMilliseconds: Int64

    public init(
        commandID: String, state: AckState, cause: String? = nil, selectToken: String? = nil,
        tokenLifeMilliseconds: Int64? = nil, rev: Int64, at: WallTime, monotonicMilliseconds: Int64
    ) {
        self.commandID = commandID
        self.state = state
        self.cause = cause
        self.selectToken = selectToken
        self.tokenLifeMilliseconds = tokenLifeMilliseconds
        self.rev = rev
        self.at = at
        self.monotonicMilliseconds = monotonicMilliseconds
    }

    /// ``cause`` as one of our codes; nil where there is none or the device used a word of its own.
    public var code: ProblemCode? { cause.flatMap(ProblemCode.init(rawValue:)) }
}

extension ValveAckMessage {
    private enum CodingKeys: String, CodingKey {
        case schema, state, cause, rev
        case commandID = "cmd_id"
        case selectToken = "select_token"
        case tokenLifeMilliseconds = "token_ttl_ms"
        case at = "ts"
        case monotonicMilliseconds = "mono_ms"
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try fields.requireSchema(Self.schema, .schema)
        commandID = try fields.identifier(.commandID)
        state = try fields.choice(.state)
        cause = try fields.optionalToken(.cause, limit: 64)
        selectToken = try fields.optionalToken(.selectToken)
        tokenLifeMilliseconds = try fields.optionalCount(.tokenLifeMilliseconds)
        rev = try fields.count(.rev)
        at = try fields.time(.at)
        monotonicMilliseconds = try fields.count(.monotonicMilliseconds)
        guard state != .selected || (selectToken != nil && tokenLifeMilliseconds != nil) else {
            throw PayloadRefusal.missingField
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(Self.schema, forKey: .schema)
        try fields.encode(commandID, forKey: .commandID)
        try fields.encode(state, forKey: .state)
        try fields.encode(cause, forKey: .cause)
        try fields.encodeIfPresent(selectToken, forKey: .selectToken)
        try fields.encodeIfPresent(tokenLifeMilliseconds, forKey: .tokenLifeMilliseconds)
        try fields.encode(rev, forKey: .rev)
        try fields.encode(at, forKey: .at)
        try fields.encode(monotonicMilliseconds, forKey: .monotonicMilliseconds)
    }
}
