/// All edge nodes that a site listens to: which device is which valve, and what their messages mean. A value without I/O.
public struct SparkplugHost: Sendable {
    /// What a message or the time has brought.
    public enum Change: Equatable, Sendable {
        /// A valve's device lives.
        case online(valve: String)
        case state(valve: String, ValveStateMessage)
        case telemetry(valve: String, ValveTelemetryMessage)
        case acknowledgement(valve: String, ValveAckMessage)
        /// What is known of the valve may not be true any more.
        case inDoubt(valve: String)
        case offline(valve: String)
        case askForBirths(SparkplugNodeName)
        /// A command on the wire, to a valve that the site names; another host's, where it is not our own that came back.
        case command(ValveCommandMessage)
        case refused(SparkplugRefusal)
    }

    /// Nodes beside those that the site names.
    public static let discoveredLimit = 256

    private let valves: [SparkplugAddress: String]
    private var sessions: [SparkplugNodeName: SparkplugSession] = [:]
    private var devices: [SparkplugAddress: SparkplugValve] = [:]
    private var discovered = 0
    /// No session needs the time before this.
    private var earliest: MonotonicTime?
    private var random: SplitMix64

    /// - Parameters:
    ///   - valves: which device is which valve.
    ///   - seed: for the jitter of questions to the nodes.
    public init(valves: [SparkplugAddress: String], seed: UInt64) {
        self.valves = valves
        random = SplitMix64(seed: seed)
        for name in Set(valves.keys.map(\.name)) {
            sessions[name] = SparkplugSession(isWanted: true, seed: random.next())
        }
    }

    /// The groups that are listened to.
    public var groups: [String] { Set(valves.keys.map(\.group)).sorted() }

    /// When ``timer(at:)`` must be called next; nil where time changes nothing. May be too early, which is harmless.
    public var nextTimer: MonotonicTime? { earliest }

    public mutating func linkUp(at now: MonotonicTime) {
        for name in sessions.keys { sessions[name]?.linkUp(at: now) }
        findEarliest()
    }

    public mutating func linkLost() {
        for name in sessions.keys { sessions[name]?.linkLost() }
        // Those of the site keep their revisions; of others nobody tells whether they come back.
        devices = devices.filter { valves[$0.key] != nil }
        findEarliest()
    }

    private mutating func findEarliest() { earliest = sessions.values.compactMap(\.nextTimer).min() }

    /// Takes a message of the namespace.
    public mutating func receive(
        topic: String, _ bytes: [UInt8], retained: Bool, at now: ActuationInstant
    ) -> [Change] {
        guard let topic = SparkplugTopic(parsing: topic) else { return [.refused(.badTopic)] }
        guard topic.kind != .nodeCommand else { return [] }
        let payload: SparkplugPayload
        do throws(SparkplugRefusal) { payload = try SparkplugPayload.decode(bytes) } catch { return [.refused(error)] }
        guard topic.kind != .deviceCommand else { return command(topic, payload, retained: retained, at: now) }
        guard var session = session(topic.name) else { return [.refused(.tooMany)] }
        let changes = session.receive(topic.kind, device: topic.device, payload, retained: retained, at: now)
        sessions[topic.name] = session
        if let due = session.nextTimer { earliest = min(earliest ?? due, due) }
        return changes.flatMap { translate($0, of: topic.name, at: now) }
    }

    /// The time has come that ``nextTimer`` named.
    public mutating func timer(at now: ActuationInstant) -> [Change] {
        var changes: [Change] = []
        for name in sessions.keys {
            let own = sessions[name]?.timer(at: now.monotonic) ?? []
            changes += own.flatMap { translate($0, of: name, at: now) }
        }
        findEarliest()
        return changes
    }

    /// The device behind a valve, its node's connection and how far its clock lags, where it lives.
    ///
    /// - Parameter orInDoubt: also where a message of the node was lost. What is known of the valve may be old then, but
    ///   not which connection of the node it was born in: enough for a `stop` or `safe`.
    public func device(
        _ address: SparkplugAddress, orInDoubt: Bool = false
    ) -> (valve: SparkplugValve, boot: String, clockLag: Duration?)? {
        guard let session = sessions[address.name], orInDoubt ? session.isBorn : session.isAlive,
            session.devices[address.device] != nil, let valve = devices[address]
        else { return nil }
        return (valve, session.boot, session.clockLag)
    }

    private func command(
        _ topic: SparkplugTopic, _ payload: SparkplugPayload, retained: Bool, at now: ActuationInstant
    ) -> [Change] {
        guard let device = topic.device, let valve = valves[address(topic.name, device)],
            let readings = sessions[topic.name]?.readings(of: device, payload)
        else { return [] }
        guard !retained else { return [.refused(.retained)] }
        do throws(SparkplugRefusal) {
            return try SparkplugCommand.heard(readings, valve: valve, at: now.wall).map { [.command($0)] } ?? []
        } catch {
            return [.refused(error)]
        }
    }

    private mutating func session(_ name: SparkplugNodeName) -> SparkplugSession? {
        if let known = sessions[name] { return known }
        guard discovered < Self.discoveredLimit else { return nil }
        discovered += 1
        return SparkplugSession(isWanted: false, seed: random.next())
    }

    private mutating func translate(
        _ change: SparkplugSession.Change, of name: SparkplugNodeName, at now: ActuationInstant
    ) -> [Change] {
        switch change {
        case .rebirthNeeded: return [.askForBirths(name)]
        case .refused(let refusal): return [.refused(refusal)]
        case .inDoubt(let device): return valve(name, device).map { [.inDoubt(valve: $0)] } ?? []
        case .died(let device):
            defer { devices[address(name, device)] = nil }
            guard devices[address(name, device)] != nil else { return [] }
            return valve(name, device).map { [.offline(valve: $0)] } ?? []
        case .born(let device, let boot, let readings, let at):
            return born(address(name, device), boot, readings, ActuationInstant(wall: at, monotonic: now.monotonic))
        case .data(let device, let readings, let at):
            let address = address(name, device)
            guard let valve = valve(name, device), var known = devices[address] else { return [] }
            let news = known.data(readings, at: ActuationInstant(wall: at, monotonic: now.monotonic))
            devices[address] = known
            return tell(news, of: valve)
        }
    }

    /// A device that is no valve is passed over, unless the site takes it for one.
    private mutating func born(
        _ address: SparkplugAddress, _ boot: String, _ readings: [SparkplugReading], _ now: ActuationInstant
    ) -> [Change] {
        guard let valve = valve(address.name, address.device) else { return [] }
        var known = devices[address] ?? SparkplugValve()
        let news = known.born(boot: boot, readings, at: now)
        guard news.state != nil || valves[address] != nil else { return [] }
        devices[address] = known
        return [.online(valve: valve)] + tell(news, of: valve)
    }

    private func tell(_ news: SparkplugValve.News, of valve: String) -> [Change] {
        var changes = news.refusals.map { Change.refused($0) }
        // The state first: it tells which command is the last, which is what an acknowledgement is measured against.
        if let state = news.state { changes.append(.state(valve: valve, state)) }
        if let telemetry = news.telemetry { changes.append(.telemetry(valve: valve, telemetry)) }
        if let ack = news.acknowledgement { changes.append(.acknowledgement(valve: valve, ack)) }
        return changes
    }

    private func address(_ name: SparkplugNodeName, _ device: String) -> SparkplugAddress {
        SparkplugAddress(group: name.group, node: name.node, device: device)
    }

    /// The valve's id; of a device that the site does not name, node and device with a point between, which no configured
    /// id can have. Nil where that makes no identifier.
    private func valve(_ name: SparkplugNodeName, _ device: String) -> String? {
        if let id = valves[address(name, device)] { return id }
        let id = "\(name.node).\(device)"
        return ValveTopic.isIdentifier(id) ? id : nil
    }
}
