import CMosquitto
import Glibc
import OpsChildren
import OpsTestSupport
import Testing

@testable import OpsMQTT

/// Which version is spoken, what its reasons mean, and what is too long for either.
@Suite struct ProtocolTests {
    @Test func aBrokerThatIsTooOldIsSpokenToInItsOwnVersion() async throws {
        try await TestBroker.with { broker in
            let gate = try OldBrokerGate(broker: broker.port)
            defer { gate.close() }
            let will = MQTTMessage(topic: "w", payload: [1], qos: 1, expirySeconds: 5)
            let witness = Witness(
                port: gate.port,
                subscriptions: [MQTTSubscription(filter: "a/#", qos: 1, retainHandling: 2, noLocal: true)],
                birth: [MQTTMessage(topic: "a/birth", payload: [2], qos: 1, expirySeconds: 5)], will: will)
            try await witness.waitForLink()
            #expect(witness.client.link.version == .v311)
            // No pause lies between the refusal and the second greeting.
            #expect(witness.reasons.isEmpty && gate.greetings == [5: 1, 4: 1])
            let message = MQTTMessage(
                topic: "a/b", payload: [3], qos: 1, expirySeconds: 5, responseTopic: "r", correlationData: [4])
            try await witness.client.publish(message, timeout: .seconds(10))
            // Without MQTT 5 nothing keeps our own messages from coming back, and none brings properties.
            try await eventually("our own message") { witness.messages.contains { $0.payload == [3] } }
            #expect(witness.messages.allSatisfy { $0.expirySeconds == nil && $0.responseTopic == nil })
            // The next session asks for version 5 again: brokers are renewed.
            broker.server.kill(SIGKILL)
            try await witness.waitForLinkDown()
            try await broker.server.restart()
            try await witness.waitForLink(session: 2)
            #expect((gate.greetings[5] ?? 0) >= 2)
            await witness.client.stop()
        }
    }

    @Test func aModernBrokerIsSpokenToInVersion5() async throws {
        try await TestBroker.with { broker in
            let witness = Witness(port: broker.port)
            try await witness.waitForLink()
            #expect(witness.client.link.version == .v5)
            await witness.client.stop()
        }
    }

    @Test func onlyARefusalOfTheVersionItselfLeadsToTheOlderOne() {
        for (version, reason, expected) in [
            (MQTTVersion.v5, Int32(0x84), true), (.v5, 0x87, false), (.v5, 0x88, false), (.v5, 1, false),
            (.v311, 1, true), (.v311, 5, false),
        ] {
            var handshake = Handshake(version)
            guard case .fail(let text) = handshake.connectAcknowledged(reason: reason, subscriptions: 0) else {
                Issue.record("not refused: \(reason)")
                continue
            }
            #expect(handshake.isVersionRefused == expected)
            #expect(!text.isEmpty)
        }
    }

    /// MQTT 5, table 2-6.
    @Test func everyReasonHasWords() {
        let codes: [Int32] =
            [0x04, 0x10, 0x11, 0x18, 0x19] + Array(0x80...0x93) + Array(0x94...0xA2)
        for code in codes {
            let text = MQTTReason.text(code)
            #expect(!text.isEmpty && !text.contains("Unknown") && !text.hasPrefix("reason "), "\(code): \(text)")
            if code >= 0x80 { #expect(MQTTReason.end(code) == text) }
        }
        for code in Int32(1)...5 {
            let text = MQTTReason.connect(code, .v311)
            #expect(text.contains("Connection Refused"), "\(code): \(text)")
        }
    }

    @Test func whatIsTooLongIsNamedAndLeftOutOrNeverComes() async throws {
        let broker = try await TestBroker.start(maximumPacketBytes: 64 << 20)
        let witness = Witness(port: broker.port, subscriptions: [MQTTSubscription(filter: "#", qos: 0)])
        try await witness.waitForLink()
        for (topic, megabytes) in [("long", 10), ("endless", 24)] {
            try await publish(megabytes << 20, on: topic, broker)
        }
        try await witness.publish("after", "ok", qos: 0)
        try await eventually("what came after") { witness.messages.last?.topic == "after" }
        #expect(witness.messages.map(\.topic) == ["long", "after"])
        #expect(witness.messages.map(\.wasTooLong) == [true, false])
        #expect(witness.messages.first?.payload == [])
        #expect(witness.reasons.isEmpty)
        await witness.client.stop()
        await broker.stop()
    }

    private func publish(_ count: Int, on topic: String, _ broker: TestBroker) async throws {
        let program = try ProgramFinder.require("mosquitto_pub", package: "mosquitto-clients")
        try broker.directory.write(String(repeating: "x", count: count), to: "payload")
        try await ToolRun.succeed(
            ChildLaunch(
                program: program,
                arguments: [
                    "-p", "\(broker.port)", "-t", topic, "-q", "1", "-f", broker.directory.file("payload"),
                ], environment: ChildLaunch.plainEnvironment(home: broker.directory.path)), in: broker.directory)
    }
}
