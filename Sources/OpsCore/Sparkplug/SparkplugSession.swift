/// One edge node as a host hears it: births, sequence numbers, aliases, deaths. A value that takes messages and time; no
/// I/O.
///
/// Nothing that was heard before a birth counts, and nothing out of order is taken: a message that came too early waits
/// for the missing one, and where that does not come in ``gapPatience``, everything of the node is in doubt until it is
/// born again.
public struct SparkplugSession: Sendable {
    /// What a message or the time has brought.
    public enum Change: Equatable, Sendable {
        /// A device was born, with all that is known of it. `boot` names the node's connection.
        case born(device: String, boot: String, [SparkplugReading], at: WallTime)
        /// Newer values of a device.
        case data(device: String, [SparkplugReading], at: WallTime)
        /// A device is gone, by its own death or its node's.
        case died(device: String)
        /// What is known of a device may not be true any more.
        case inDoubt(device: String)
        /// The node should be asked for its births.
        case rebirthNeeded
        /// A message was not taken.
        case refused(SparkplugRefusal)
    }

    /// How long a missing message is waited for.
    public static let gapPatience = Duration.seconds(2)
    /// A node that speaks only when something changes is asked for its births after so long a silence: it is the one way
    /// to tell rest from a dead line before the broker notices.
    public static let silenceLimit = Duration.seconds(30)
    /// Devices of one node; further ones are refused.
    public static let deviceLimit = 256
    static let heldLimit = 32

    enum Phase: Equatable {
        /// No birth was heard over this link.
        case unborn
        case alive
        /// A message is missing for good; only a birth helps.
        case inDoubt
        case dead
    }

    struct Message: Equatable {
        var kind: SparkplugMessageKind
        var device: String?
        var payload: SparkplugPayload
    }

    /// What an alias stands for.
    struct Alias: Equatable {
        var device: String
        var name: SparkplugMetricName
    }

    struct Device: Equatable {
        var types: [SparkplugMetricName: SparkplugDataType] = [:]
        /// The node was born again and the device not yet.
        var awaitsBirth = false
    }

    var phase = Phase.unborn
    var devices: [String: Device] = [:]
    var aliases: [UInt64: Alias] = [:]
    var birthDeath: UInt64?
    var boot = ""
    var formerBoots: [String] = []
    var nextSequence: UInt8 = 0
    var held: [UInt8: Message] = [:]
    var lastTaken: Message?
    var gapUntil: MonotonicTime?
    var birthsUntil: MonotonicTime?
    var heardAt: MonotonicTime?
    var asking: SparkplugRebirthPlan
    /// How far the node's clock lags behind ours, by its newest message; includes the time on the way.
    public private(set) var clockLag: Duration?

    /// - Parameters:
    ///   - isWanted: whether the site relies on the node: then it is asked for its births without having spoken.
    ///   - seed: for the jitter of the questions.
    public init(isWanted: Bool, seed: UInt64) { asking = SparkplugRebirthPlan(isWanted: isWanted, seed: seed) }

    /// True while births were heard and nothing is missing or in doubt.
    public var isAlive: Bool { phase == .alive }

    /// True from a birth until a death or the end of our link, in doubt or not: the connection of the node is known.
    public var isBorn: Bool { phase == .alive || phase == .inDoubt }

    /// When ``timer(at:)`` must be called next; nil where time changes nothing.
    public var nextTimer: MonotonicTime? {
        [gapUntil, birthsUntil, asking.due, silenceDue].compactMap(\.self).min()
    }

    private var silenceDue: MonotonicTime? {
        guard asking.isWanted, phase == .alive, asking.due == nil else { return nil }
        return heardAt?.advanced(by: Self.silenceLimit)
    }

    /// The link to the broker is up: births that were said before it were not heard.
    public mutating func linkUp(at now: MonotonicTime) {
        if asking.isWanted, phase != .alive { asking.plan(at: now) }
    }

    /// The link is gone: whatever is known may have changed when it comes back.
    public mutating func linkLost() {
        forget()
        phase = .unborn
        asking.settle()
    }

    /// Takes a message of the node.
    public mutating func receive(
        _ kind: SparkplugMessageKind, device: String?, _ payload: SparkplugPayload, retained: Bool,
        at now: ActuationInstant
    ) -> [Change] {
        guard !kind.isCommand else { return [] }
        guard !retained else { return [.refused(.retained)] }
        switch kind {
        case .nodeBirth: return nodeBorn(payload, at: now)
        case .nodeDeath: return nodeDied(payload)
        default: return ordered(Message(kind: kind, device: device, payload: payload), at: now)
        }
    }

    /// The time has come that ``nextTimer`` named; harmless at any other.
    public mutating func timer(at now: MonotonicTime) -> [Change] {
        var changes: [Change] = []
        if let gapUntil, now >= gapUntil { changes += giveUp(at: now) }
        if let birthsUntil, now >= birthsUntil {
            self.birthsUntil = nil
            let missing = devices.filter(\.value.awaitsBirth).keys.sorted()
            for device in missing { devices[device] = nil }
            changes += missing.map { .died(device: $0) }
        }
        if let silenceDue, now >= silenceDue { asking.askNow(at: now) }
        if asking.isDue(at: now) { changes.append(.rebirthNeeded) }
        return changes
    }

    mutating func noteHeard(_ payload: SparkplugPayload, at now: ActuationInstant) {
        heardAt = now.monotonic
        guard let timestamp = payload.timestamp, timestamp <= UInt64(Int64.max) else { return }
        let lag = now.wall.milliseconds.subtractingReportingOverflow(Int64(timestamp))
        clockLag = lag.overflow ? nil : .milliseconds(lag.partialValue)
    }

    mutating func forget() {
        devices = [:]
        aliases = [:]
        closeGap()
        birthsUntil = nil
        heardAt = nil
        clockLag = nil
        lastTaken = nil
    }

    mutating func closeGap() {
        held = [:]
        gapUntil = nil
    }
}
