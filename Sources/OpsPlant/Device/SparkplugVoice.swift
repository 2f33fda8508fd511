import OpsCore
import OpsMQTT

/// Sparkplug B 3.0: an edge node with one device, the valve.
///
/// Births name every metric and give it an alias; data come by alias. The sequence begins at 0 with each birth of the
/// node and comes round after 255; bdSeq rises with each connection and is the same in its will and its birth.
struct SparkplugVoice: DeviceVoice {
    private let address: SparkplugAddress
    private let connection: SparkplugConnection
    private var sequence: UInt8 = 0
    private var last: (id: String, result: String, target: Double?) = ("", "", nil)

    /// Nil where the address makes no topic.
    init?(_ address: SparkplugAddress) {
        guard let connection = SparkplugConnection(address.name),
            SparkplugTopic(address.name, .deviceData, device: address.device) != nil
        else { return nil }
        self.address = address
        self.connection = connection
    }

    var subscriptions: [MQTTSubscription] {
        [topic(.nodeCommand), topic(.deviceCommand)].map { MQTTSubscription(filter: $0, qos: 1, retainHandling: 2) }
    }

    /// It speaks when something changes; now and then it says that it is there.
    var heartbeat: Duration { .seconds(15) }

    var greeting: @Sendable () -> MQTTGreeting { { [connection] in connection.next() } }

    var farewell: [MQTTMessage] {
        let death = SparkplugPayload(timestamp: nil, metrics: [connection.metric])
        return [MQTTMessage(topic: topic(.nodeDeath), payload: death.encode(), qos: 1)]
    }

    /// The node's birth, of which a new connection has said the same already, and the device's.
    mutating func introduce(_ state: ValveStateMessage, _ values: ProcessReading?) -> [MQTTMessage] {
        sequence = 0
        let birth = message(.nodeBirth, connection.birthMetrics, at: state.at)
        var metrics = Self.metrics(state)
        metrics += values.map(Self.metrics) ?? []
        metrics += Self.metrics(last)
        metrics.append((.commandNotAfter, .int64, .long(0)))
        metrics.append((.commandStop, .boolean, .boolean(false)))
        let device = message(
            .deviceBirth, metrics.map { Self.metric($0, at: state.at, isBirth: true) }, at: state.at)
        return [birth, device]
    }

    func read(_ message: MQTTMessage) -> DeviceOrder? {
        guard !message.retain, let topic = SparkplugTopic(parsing: message.topic),
            let payload = try? SparkplugPayload.decode(message.payload)
        else { return nil }
        switch topic.kind {
        case .nodeCommand:
            let asks = payload.metric(named: SparkplugMetricName.rebirth)?.value?.flag == true
            return asks ? .rebirth : nil
        case .deviceCommand where topic.device == address.device:
            return Self.command(payload).map { .unselected($0) }
        default: return nil
        }
    }

    mutating func report(_ state: ValveStateMessage) -> [MQTTMessage] { data(Self.metrics(state), at: state.at) }

    mutating func report(_ values: ProcessReading, at wall: WallTime) -> [MQTTMessage] {
        data(Self.metrics(values), at: wall)
    }

    mutating func answer(_ ack: ValveAckMessage, _ replyTo: EdgeReplyTo, target: Double?) -> [MQTTMessage] {
        last = (ack.commandID, ack.state.rawValue + (ack.cause.map { ":\($0)" } ?? ""), target)
        return data(Self.metrics(last), at: ack.at)
    }

    // MARK: Messages

    private func topic(_ kind: SparkplugMessageKind) -> String {
        SparkplugTopic(address.name, kind, device: kind.concernsDevice ? address.device : nil)?.text ?? ""
    }

    private mutating func data(_ metrics: [Metric], at wall: WallTime) -> [MQTTMessage] {
        [message(.deviceData, metrics.map { Self.metric($0, at: wall, isBirth: false) }, at: wall)]
    }

    private mutating func message(
        _ kind: SparkplugMessageKind, _ metrics: [SparkplugMetric], at wall: WallTime
    ) -> MQTTMessage {
        let payload = SparkplugPayload(
            timestamp: Self.time(wall), metrics: metrics, sequence: UInt64(sequence))
        sequence &+= 1
        return MQTTMessage(topic: topic(kind), payload: payload.encode(), qos: 0)
    }
}

extension SparkplugVoice {
    private typealias Metric = (name: SparkplugMetricName, type: SparkplugDataType, value: SparkplugValue?)

    private static func time(_ wall: WallTime) -> UInt64 { UInt64(max(0, wall.milliseconds)) }

    private static func alias(_ name: SparkplugMetricName) -> UInt64 {
        UInt64(SparkplugMetricName.allCases.firstIndex(of: name) ?? 0) + 1
    }

    private static func metric(_ metric: Metric, at wall: WallTime, isBirth: Bool) -> SparkplugMetric {
        SparkplugMetric(
            name: isBirth ? metric.name.rawValue : nil, alias: alias(metric.name), timestamp: time(wall),
            type: metric.type, value: metric.value)
    }

    private static func metrics(_ state: ValveStateMessage) -> [Metric] {
        [
            (.position, .double, .double(state.position)), (.state, .string, .string(word(state).rawValue)),
            (.mode, .string, .string(state.mode.rawValue)),
        ]
    }

    private static func metrics(_ values: ProcessReading) -> [Metric] {
        [(.pressure, .double, .double(values.pressureBar)), (.flow, .double, .double(values.flowLps))]
    }

    private static func metrics(_ last: (id: String, result: String, target: Double?)) -> [Metric] {
        [
            (.commandID, .string, .string(last.id)), (.result, .string, .string(last.result)),
            (.commandTarget, .double, last.target.map { .double($0) }),
        ]
    }

    private static func word(_ state: ValveStateMessage) -> ValveState {
        if state.moving { return (state.target ?? 0) > state.position ? .opening : .closing }
        return state.limitClosed ? .closed : state.limitOpen ? .open : .stopped
    }

    /// All of it in one message, or nothing.
    private static func command(_ payload: SparkplugPayload) -> UnselectedCommand? {
        func named(_ name: SparkplugMetricName) -> SparkplugMetric? {
            payload.metrics.first { $0.name == name.rawValue || ($0.name == nil && $0.alias == alias(name)) }
        }
        guard let id = named(.commandID)?.value?.text, ValveTopic.isIdentifier(id),
            let limit = named(.commandNotAfter), let notAfter = limit.value?.number(limit.type ?? .int64),
            (0...8e15).contains(notAfter)
        else { return nil }
        let time = WallTime(milliseconds: Int64(notAfter))
        if named(.commandStop)?.value?.flag == true { return UnselectedCommand(id: id, aim: .stop, notAfter: time) }
        guard let target = named(.commandTarget), let position = target.value?.number(target.type ?? .double),
            (0...100).contains(position)
        else { return nil }
        return UnselectedCommand(id: id, aim: .position(position), notAfter: time)
    }
}
