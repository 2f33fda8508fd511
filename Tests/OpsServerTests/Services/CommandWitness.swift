import OpsCore
import OpsMQTT

@testable import OpsServer

/// An MQTT client of its own that notes every message on the command topics, and when it came.
final class CommandWitness: Sendable {
    struct Sighting: Sendable {
        var message: ValveCommandMessage
        var at: WallTime
        /// True where the broker delivered it after its end.
        var isLate: Bool { at.milliseconds > message.notAfter.milliseconds }
    }

    private let client: MQTTClient
    private let seen = Guarded<[Sighting]>([])
    private let listener: Task<Void, Never>

    init(port: Int) {
        let settings = MQTTConfiguration(
            host: "127.0.0.1", port: port, clientID: "witness-\(UInt32.random(in: .min ... .max))",
            backoffBaseSeconds: 0.2, backoffCapSeconds: 0.5)
        let client = MQTTClient(settings, subscriptions: [MQTTSubscription(filter: "ops/v1/main/+/cmd")])
        let seen = seen
        listener = Task {
            for await case .messages(let messages) in client.events {
                let now = SystemClock().wall
                let sightings = messages.compactMap { message in
                    (try? ValveCommandMessage.decode(message.payload)).map { Sighting(message: $0, at: now) }
                }
                seen.with { $0 += sightings }
            }
        }
        self.client = client
        client.start()
    }

    var isUp: Bool { client.link.connected }
    var sightings: [Sighting] { seen.value }

    /// The phases of one command that went over the wire, in order.
    func phases(of command: String) -> [CommandPhase] {
        sightings.filter { $0.message.commandID == command }.map(\.message.phase)
    }

    func stop() async {
        await client.stop()
        listener.cancel()
    }
}
