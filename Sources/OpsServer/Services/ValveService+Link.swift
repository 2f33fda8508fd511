import OpsCore
import OpsMQTT
import OpsMetrics

/// The link to the broker: how it is made, and how it is told.
extension ValveService {
    static func makeClient(
        _ broker: BrokerSettings, site: String, _ others: [MQTTSubscription], presence: SparkplugPresence?
    ) -> MQTTClient {
        var settings = MQTTConfiguration(
            host: broker.host, port: broker.port,
            clientID: "opstui-\(site)-\(String(UInt64.random(in: .min ... .max), radix: 36))")
        settings.username = broker.account?.username
        settings.password = broker.account?.password.reveal()
        settings.tls = broker.tls
        settings.caFile = broker.caFile
        settings.certificateFile = broker.certificateFile
        settings.keyFile = broker.keyFile
        // Commands too: those of other servers.
        let kinds: [ValveTopicKind] = [.state, .telemetry, .availability, .acknowledgement, .command]
        let own = kinds.compactMap { kind in
            ValveTopic.filter(site: site, kind: kind).map {
                MQTTSubscription(filter: $0, qos: kind == .telemetry ? 0 : 1, noLocal: kind == .command)
            }
        }
        return MQTTClient(settings, subscriptions: own + others) { presence?.greeting() ?? MQTTGreeting() }
    }

    /// The link while it is up. A broker that speaks MQTT 3.1.1 alone is degraded: commands are not sent to it.
    var linkStatus: LinkStatus {
        let link = client?.link ?? MQTTLink()
        var status = LinkStatus(name: .mqtt, state: link.version == .v5 ? .ok : .degraded, lastSeenAt: clock.wall)
        if link.version != .v5 { status.detail = "the broker speaks \(link.version): telemetry is read, no commands" }
        status.roundTripMs = link.roundTripMilliseconds.map { ($0 * 10).rounded() / 10 }
        return status
    }

    /// Tells the link's age now and then, not with each message.
    func renewLinkAge() async {
        let now = clock.monotonic
        guard session != nil, now.seconds(since: linkToldAt) >= 2 else { return }
        linkToldAt = now
        let status = linkStatus
        if let milliseconds = status.roundTripMs {
            registry.setGauge("mqtt_round_trip_seconds", [], milliseconds / 1000)
        }
        await bus.publish(.link(status))
    }
}
