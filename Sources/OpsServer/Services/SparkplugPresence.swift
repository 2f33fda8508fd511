import OpsCore
import OpsMQTT

/// What this server says of itself as a Sparkplug host application: `online` at each connection, `offline` as its will
/// and at its end, all of one connection with the same timestamp.
struct SparkplugPresence: Sendable {
    let topic: String
    private let clock: any OpsClock
    private let timestamp = Guarded<Int64>(0)

    /// Nil where the host's name makes no topic.
    init?(host: String, clock: any OpsClock) {
        guard let topic = SparkplugHostState.topic(host: host) else { return nil }
        self.topic = topic
        self.clock = clock
    }

    /// Asked at each attempt to connect. The birth is published when the link is up, where a refusal is heard.
    func greeting() -> MQTTGreeting {
        let now = clock.wall.milliseconds
        timestamp.with { $0 = now }
        return MQTTGreeting(will: message(online: false))
    }

    /// Of the newest connection.
    func message(online: Bool) -> MQTTMessage {
        let state = SparkplugHostState(online: online, timestamp: timestamp.value)
        return MQTTMessage(topic: topic, payload: state.bytes, qos: 1, retain: true)
    }

    /// True where somebody else has just said that this host is offline: another server of the same name that ended.
    func isContradicted(by message: MQTTMessage) -> Bool {
        guard message.topic == topic, !message.retain else { return false }
        return SparkplugHostState.decode(message.payload)?.online == false
    }
}
