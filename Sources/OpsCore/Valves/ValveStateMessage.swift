/// A device's state (`…/state`, `ops.valve.state/1`): on change and every heartbeat; QoS 1, retained.
public struct ValveStateMessage: ValvePayload {
    public static let schema = "ops.valve.state/1"

    /// New at each start of the device.
    public var bootID: String
    /// Counts changes of state, mode, interlock and target; never position samples.
    public var rev: Int64
    /// Rises by one a message within a boot.
    public var sequence: Int64
    public var at: WallTime
    /// 0 closed … 100 open.
    public var position: Double
    /// The limit switch at the open end.
    public var limitOpen: Bool
    /// The limit switch at the closed end.
    public var limitClosed: Bool
    public var moving: Bool
    /// Where it is going; nil at rest.
    public var target: Double?
    public var quality: SignalQuality
    public var mode: ValveMode
    /// What forbids movement now, in the device's words.
    public var interlocks: [String]
    /// The last command it took.
    public var lastCommandID: String?
    /// What the device itself calls its state, where its schema has a word for it; no part of this one.
    public var word: ValveState?

    public init(
        bootID: String, rev: Int64, sequence: Int64, at: WallTime, position: Double, limitOpen: Bool,
        limitClosed: Bool, moving: Bool, target: Double? = nil, quality: SignalQuality = .good,
        mode: ValveMode = .remote, interlocks: [String] = [], lastCommandID: String? = nil
    ) {
        self.bootID = bootID
        self.rev = rev
        self.sequence = sequence
        self.at = at
        self.position = position
        self.limitOpen = limitOpen
        self.limitClosed = limitClosed
        self.moving = moving
        self.target = target
        self.quality = quality
        self.mode = mode
        self.interlocks = interlocks
        self.lastCommandID = lastCommandID
    }
}

extension ValveStateMessage {
    private enum CodingKeys: String, CodingKey {
        case schema, rev, position, moving, target, quality, mode, interlocks
        case bootID = "boot_id"
        case sequence = "seq"
        case at = "ts"
        case limitOpen = "zso"
        case limitClosed = "zsc"
        case lastCommandID = "last_cmd_id"
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try fields.requireSchema(Self.schema, .schema)
        bootID = try fields.token(.bootID)
        rev = try fields.count(.rev)
        sequence = try fields.count(.sequence)
        at = try fields.time(.at)
        position = try fields.number(.position, in: 0...100)
        limitOpen = try fields.decode(Bool.self, forKey: .limitOpen)
        limitClosed = try fields.decode(Bool.self, forKey: .limitClosed)
        moving = try fields.decode(Bool.self, forKey: .moving)
        target = try fields.optionalNumber(.target, in: 0...100)
        quality = try fields.choice(.quality)
        mode = try fields.choice(.mode)
        interlocks = try fields.tokens(.interlocks)
        lastCommandID = try fields.optionalIdentifier(.lastCommandID)
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(Self.schema, forKey: .schema)
        try fields.encode(bootID, forKey: .bootID)
        try fields.encode(rev, forKey: .rev)
        try fields.encode(sequence, forKey: .sequence)
        try fields.encode(at, forKey: .at)
        try fields.encode(position, forKey: .position)
        try fields.encode(limitOpen, forKey: .limitOpen)
        try fields.encode(limitClosed, forKey: .limitClosed)
        try fields.encode(moving, forKey: .moving)
        try fields.encode(target, forKey: .target)
        try fields.encode(quality, forKey: .quality)
        try fields.encode(mode, forKey: .mode)
        try fields.encode(interlocks, forKey: .interlocks)
        try fields.encode(lastCommandID, forKey: .lastCommandID)
    }
}
