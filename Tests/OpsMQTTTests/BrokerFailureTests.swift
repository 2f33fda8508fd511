import Glibc
import OpsChildren
import OpsTestSupport
import Testing

@testable import OpsMQTT

/// What happens when the broker is not there, dies, or freezes: on real brokers.
@Suite struct BrokerFailureTests {
    private let everything = [MQTTSubscription(filter: "#", qos: 1)]

    @Test func aBrokerThatIsAbsentAtTheStartIsFoundWhenItComes() async throws {
        let port = try FreePort.find()
        let witness = Witness(port: port, subscriptions: everything)
        try await witness.waitForLinkDown(count: 3)
        #expect(witness.reasons.allSatisfy { $0.contains("refused") })
        #expect(witness.client.link.attempts >= 3)
        await #expect(throws: MQTTError.notConnected) { try await witness.publish("a", "too early") }
        let broker = try await TestBroker.start(port: port)
        try await witness.waitForLink()
        try await witness.publish("a", "now")
        try await eventually("the message") { witness.texts == ["now"] }
        #expect(witness.client.link.attempts == 0)
        await witness.client.stop()
        await broker.stop()
    }

    @Test func afterAKillNothingIsStoredAndTheNextSessionSubscribesAnew() async throws {
        try await TestBroker.with { broker in
            let witness = Witness(port: broker.port, subscriptions: everything)
            try await witness.waitForLink()
            broker.server.kill(SIGKILL)
            try await witness.waitForLinkDown()
            #expect(!witness.client.link.connected)
            for qos in 0...2 {
                await #expect(throws: MQTTError.notConnected) { try await witness.publish("a", "lost", qos: qos) }
            }
            try await broker.server.restart()
            try await witness.waitForLink(session: 2)
            try await witness.publish("a", "after")
            try await eventually("the message") { witness.texts.contains("after") }
            #expect(witness.texts == ["after"])
            await witness.client.stop()
        }
    }

    @Test func aPublishUnderWayWhenTheBrokerDiesHasAnUnknownOutcome() async throws {
        try await TestBroker.with { broker in
            let witness = Witness(port: broker.port, answerTimeout: 60)
            try await witness.waitForLink()
            broker.server.kill(SIGSTOP)
            let publish = Task { try await witness.publish("a", "x", timeout: .seconds(60)) }
            try await eventually("the publish to have been sent") { witness.client.publishesUnderWay == 1 }
            broker.server.kill(SIGKILL)
            await #expect(throws: MQTTError.linkLost) { try await publish.value }
            await witness.client.stop()
        }
    }

    /// The one message that was on the wire when the broker froze may be delivered when it thaws: it is in the
    /// broker's own socket. What timed out in our buffers, and what was tried later, never is.
    @Test func aFrozenBrokerLetsPublishesTimeOutAndNothingFollowsLater() async throws {
        try await TestBroker.with { broker in
            let watcher = Witness(port: broker.port, subscriptions: everything, answerTimeout: 1)
            let sender = Witness(port: broker.port, name: "sender", answerTimeout: 1)
            try await watcher.waitForLink()
            try await sender.waitForLink()
            broker.server.kill(SIGSTOP)
            await #expect(throws: MQTTError.timedOut) {
                try await sender.publish("a", "on the wire", timeout: .milliseconds(200))
            }
            try await sender.waitForLinkDown()
            #expect(sender.reasons.first?.contains("does not answer") == true)
            await #expect(throws: MQTTError.notConnected) { try await sender.publish("a", "while frozen") }
            broker.server.kill(SIGCONT)
            try await sender.waitForLink(session: 2)
            try await eventually("the watcher's link") { watcher.client.link.connected }
            try await sender.publish("a", "after")
            try await eventually("the message") { watcher.texts.last == "after" }
            #expect(watcher.texts.allSatisfy { $0 == "on the wire" || $0 == "after" })
            #expect(watcher.texts.filter { $0 == "on the wire" }.count <= 1)
            for witness in [watcher, sender] { await witness.client.stop() }
        }
    }

    /// More than the sockets' buffers hold: what stays with us dies with the session.
    @Test func whatTheWireDidNotTakeIsNeverDelivered() async throws {
        try await TestBroker.with { broker in
            let sender = Witness(port: broker.port, name: "sender", answerTimeout: 60)
            try await sender.waitForLink()
            broker.server.kill(SIGSTOP)
            let body = String(repeating: "x", count: 1 << 20)
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        await #expect(throws: MQTTError.self) {
                            try await sender.publish("big/\(number)", body, retain: true, timeout: .milliseconds(500))
                        }
                    }
                }
            }
            try await sender.waitForLinkDown()
            #expect(sender.reasons.first?.contains("takes no more") == true)
            broker.server.kill(SIGCONT)
            try await sender.waitForLink(session: 2)
            let reader = Witness(port: broker.port, name: "reader", subscriptions: everything)
            try await reader.waitForLink()
            try await sender.publish("last", "marker")
            try await eventually("the marker") { reader.texts.contains("marker") }
            #expect(reader.messages.count { $0.topic.hasPrefix("big/") } < 30)
            for witness in [sender, reader] { await witness.client.stop() }
        }
    }

    @Test func aSilentLinkToAFrozenBrokerIsFoundByAPing() async throws {
        try await TestBroker.with { broker in
            let witness = Witness(port: broker.port, keepAlive: 5, answerTimeout: 1)
            try await witness.waitForLink()
            broker.server.kill(SIGSTOP)
            try await witness.waitForLinkDown(within: .seconds(90))
            #expect(witness.reasons.first?.contains("does not answer") == true)
            broker.server.kill(SIGCONT)
            try await witness.waitForLink(session: 2)
            await witness.client.stop()
        }
    }

    @Test func aHealthySilentLinkStaysUpAndItsPingsAreTimed() async throws {
        try await TestBroker.with { broker in
            let witness = Witness(port: broker.port, keepAlive: 5, answerTimeout: 2)
            try await witness.waitForLink()
            try await eventually(within: .seconds(90), "a ping's round trip") {
                witness.client.link.roundTripMilliseconds != nil
            }
            #expect(witness.reasons.isEmpty && witness.client.link.connected)
            await witness.client.stop()
        }
    }

    @Test func aBrokerFrozenFromTheStartIsGivenUpAndTriedAgain() async throws {
        try await TestBroker.with { broker in
            broker.server.kill(SIGSTOP)
            let witness = Witness(
                MQTTConfiguration(
                    host: "127.0.0.1", port: broker.port, clientID: "w", backoffBaseSeconds: 0.05,
                    connectTimeoutSeconds: 0.3))
            try await witness.waitForLinkDown(count: 2)
            #expect(witness.reasons.first?.contains("does not answer") == true)
            broker.server.kill(SIGCONT)
            try await witness.waitForLink()
            await witness.client.stop()
        }
    }

    @Test func stoppingUnderAFrozenBrokerTakesItsTwoSecondsAtMost() async throws {
        try await TestBroker.with { broker in
            let witness = Witness(port: broker.port)
            try await witness.waitForLink()
            broker.server.kill(SIGSTOP)
            await witness.client.stop(farewell: [MQTTMessage(topic: "a", payload: [1], qos: 1)])
            try await eventually("the end of the events") { witness.finished }
            broker.server.kill(SIGCONT)
        }
    }

    @Test func aNameThatDoesNotResolveIsAnAttemptThatFailed() async throws {
        let witness = Witness(
            MQTTConfiguration(
                host: "no-such-host.invalid", port: 1883, clientID: "w", backoffBaseSeconds: 0.05,
                backoffCapSeconds: 0.1))
        try await witness.waitForLinkDown(within: .seconds(90))
        #expect(witness.sessions.isEmpty)
        await witness.client.stop()
    }
}
