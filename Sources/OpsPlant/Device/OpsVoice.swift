import OpsCore
import OpsMQTT

/// The JSON of `ops/v1/{site}/{valve}/…`.
struct OpsVoice: DeviceVoice {
    /// A state expires at the broker after three heartbeats.
    private static let stateExpirySeconds: UInt32 = 15

    private let site: String
    private let valve: String
    private let commands: String

    /// Nil where site and valve make no topic.
    init?(site: String, valve: String) {
        guard let commands = ValveTopic(site: site, valve: valve, kind: .command)?.text else { return nil }
        self.site = site
        self.valve = valve
        self.commands = commands
    }

    /// Nothing that was said before this device listened is meant for it.
    var subscriptions: [MQTTSubscription] { [MQTTSubscription(filter: commands, qos: 1, retainHandling: 2)] }

    var heartbeat: Duration { SimulatedValve.heartbeat }

    var greeting: @Sendable () -> MQTTGreeting {
        let greeting = MQTTGreeting(will: availability(.offline), birth: [availability(.online)])
        return { greeting }
    }

    var farewell: [MQTTMessage] { [availability(.offline)] }

    func introduce(_ state: ValveStateMessage, _ values: ProcessReading?) -> [MQTTMessage] {
        report(state) + (values.map { report($0, at: state.at) } ?? [])
    }

    func read(_ message: MQTTMessage) -> DeviceOrder? {
        guard message.topic == commands, let command = try? ValveCommandMessage.decode(message.payload) else {
            return nil
        }
        let replyTo = EdgeReplyTo(topic: message.responseTopic, correlation: message.correlationData)
        return .command(command, replyTo, retained: message.retain)
    }

    func report(_ state: ValveStateMessage) -> [MQTTMessage] {
        message(.state, state, qos: 1, retain: true, expirySeconds: Self.stateExpirySeconds)
    }

    func report(_ values: ProcessReading, at wall: WallTime) -> [MQTTMessage] {
        message(
            .telemetry,
            ValveTelemetryMessage(at: wall, pressureBar: values.pressureBar, flowLps: values.flowLps), qos: 0,
            retain: false)
    }

    func answer(_ ack: ValveAckMessage, _ replyTo: EdgeReplyTo, target: Double?) -> [MQTTMessage] {
        guard let payload = try? ack.encode(), let topic = replyTo.topic ?? topic(.acknowledgement) else { return [] }
        return [MQTTMessage(topic: topic, payload: payload, qos: 1, correlationData: replyTo.correlation)]
    }

    private func topic(_ kind: ValveTopicKind) -> String? { ValveTopic(site: site, valve: valve, kind: kind)?.text }

    private func availability(_ word: ValveAvailability) -> MQTTMessage {
        MQTTMessage(topic: topic(.availability) ?? "", payload: word.bytes, qos: 1, retain: true)
    }

    private func message(
        _ kind: ValveTopicKind, _ content: some ValvePayload, qos: Int, retain: Bool, expirySeconds: UInt32? = nil
    ) -> [MQTTMessage] {
        guard let payload = try? content.encode(), let topic = topic(kind) else { return [] }
        return [MQTTMessage(topic: topic, payload: payload, qos: qos, retain: retain, expirySeconds: expirySeconds)]
    }
}
