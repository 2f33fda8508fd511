import Foundation
import Logging
import OpsChildren
import OpsCore
import OpsMQTT
import OpsTestSupport
import Testing

@testable import OpsServer

/// What Home Assistant finds on the broker.
@Suite(.serialized) struct HomeAssistantTests {
    /// The retained messages below a filter, as somebody who comes now finds them.
    private final class Finder: Sendable {
        let client: MQTTClient
        let found = Guarded<[String: [UInt8]]>([:])
        private let listener: Task<Void, Never>

        init(port: Int, filter: String) {
            let client = MQTTClient(
                MQTTConfiguration(
                    host: "127.0.0.1", port: port, clientID: "ha-\(UInt32.random(in: .min ... .max))"),
                subscriptions: [MQTTSubscription(filter: filter, qos: 1)])
            let found = found
            listener = Task {
                for await case .messages(let messages) in client.events {
                    found.with { known in
                        for message in messages {
                            known[message.topic] = message.payload.isEmpty ? nil : message.payload
                        }
                    }
                }
            }
            self.client = client
            client.start()
        }

        func stop() async {
            await client.stop()
            listener.cancel()
        }
    }

    @Test func theValvesAreAnnouncedAndTakenBack() async throws {
        try await TestSite.with(configure: { $0.homeAssistantPrefix = "homeassistant" }) { site in
            let finder = Finder(port: site.broker.port, filter: "homeassistant/#")
            let topic = "homeassistant/valve/opstui-main/v-1/config"
            try await eventually("the valves") { finder.found.value[topic] != nil }
            let payload = try #require(finder.found.value[topic])
            let message = try #require(try JSONSerialization.jsonObject(with: Data(payload)) as? [String: Any])
            #expect(message["state_topic"] as? String == "ops/v1/main/v-1/state")
            #expect(message["availability_topic"] as? String == "ops/v1/main/v-1/avail")
            #expect(message["json_attributes_topic"] as? String == "ops/v1/main/v-1/state")
            #expect(message["unique_id"] as? String == "opstui-main-v-1")
            // Nothing that would let anybody move the valve from there.
            #expect(
                !message.keys.contains { $0.contains("command") || $0.contains("payload") || $0 == "reports_position" })
            // The next start has no prefix: nothing of it stays on the broker.
            try await site.restartServer()
            try await eventually(within: .seconds(60), "nothing is left") { finder.found.value.isEmpty }
            await finder.stop()
        }
    }

    @Test func aValveThatTheConfigurationDropsIsTakenBack() async throws {
        try await TestSite.with(configure: { $0.homeAssistantPrefix = "a/b" }) { site in
            let finder = Finder(port: site.broker.port, filter: "a/b/#")
            try await eventually("the valves") {
                ["v-1", "v-2"].allSatisfy { finder.found.value["a/b/valve/opstui-main/\($0)/config"] != nil }
            }
            try await site.server.stop()
            var configuration = ServerConfiguration(stateDirectory: site.directory.file("state"))
            configuration.valves = [TestSite.valve]
            configuration.homeAssistantPrefix = "a/b"
            let announcer = HomeAssistantAnnouncer(configuration, logger: .init(label: "test"))
            await announcer.announce(over: finder.client, inSession: finder.client.link.session)
            try await eventually("one valve") {
                Array(finder.found.value.keys) == ["a/b/valve/opstui-main/v-1/config"]
            }
            await finder.stop()
        }
    }
}
