import OpsChildren
import OpsMQTT
import OpsTestSupport
import Testing

@Suite struct MQTTClientTests {
    @Test(arguments: [0, 1, 2])
    func aMessageComesBackWithItsProperties(qos: Int) async throws {
        try await TestBroker.with { broker in
            let witness = Witness(port: broker.port, subscriptions: [MQTTSubscription(filter: "a/#", qos: 2)])
            try await witness.waitForLink()
            let message = MQTTMessage(
                topic: "a/b", payload: [0, 1, 0xff], qos: qos, expirySeconds: 30, responseTopic: "a/answer",
                correlationData: [7, 0, 9])
            try await witness.client.publish(message, timeout: .seconds(5))
            try await eventually("the message") { !witness.messages.isEmpty }
            let received = try #require(witness.messages.first)
            #expect(received.payload == message.payload && received.topic == "a/b" && received.qos == qos)
            #expect(received.responseTopic == "a/answer" && received.correlationData == [7, 0, 9])
            #expect((1...30).contains(received.expirySeconds ?? 0))
            #expect(witness.client.link.connected && witness.client.link.session == 1)
            #expect(witness.client.link.lastMessageAge.map { $0 < .seconds(60) } == true)
            #expect(qos == 0 || witness.client.link.roundTripMilliseconds != nil)
            await witness.client.stop()
        }
    }

    @Test func aMessageOfAnotherSessionOrOfATimeThatIsOverDoesNotLeave() async throws {
        try await TestBroker.with { broker in
            let witness = Witness(port: broker.port, subscriptions: [MQTTSubscription(filter: "a", qos: 1)])
            try await witness.waitForLink()
            let message = MQTTMessage(topic: "a", payload: [1], qos: 1)
            let session = witness.client.link.session
            await #expect(throws: MQTTError.notConnected) {
                try await witness.client.publish(message, timeout: .seconds(30), inSession: session + 1)
            }
            await #expect(throws: MQTTError.tooLate) {
                try await witness.client.publish(message, timeout: .seconds(30), notAfterNanoseconds: 1)
            }
            // One that may leave comes after them: had they left, they would be here.
            try await witness.client.publish(
                MQTTMessage(topic: "a", payload: [2], qos: 1), timeout: .seconds(30), inSession: session,
                notAfterNanoseconds: .max)
            try await eventually("the message") { !witness.messages.isEmpty }
            #expect(witness.messages.map(\.payload) == [[2]])
            await witness.client.stop()
        }
    }

    @Test func anEmptyPayloadIsAMessageToo() async throws {
        try await TestBroker.with { broker in
            let witness = Witness(port: broker.port, subscriptions: [MQTTSubscription(filter: "a")])
            try await witness.waitForLink()
            try await witness.publish("a", "")
            try await eventually("the message") { witness.texts == [""] }
            await witness.client.stop()
        }
    }

    @Test func manyPublishesAtOnceAllArriveInTheirOrder() async throws {
        try await TestBroker.with { broker in
            let witness = Witness(port: broker.port, subscriptions: [MQTTSubscription(filter: "n/#", qos: 1)])
            try await witness.waitForLink()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for topic in 0..<20 {
                    group.addTask {
                        for number in 0..<50 { try await witness.publish("n/\(topic)", "\(number)") }
                    }
                }
                try await group.waitForAll()
            }
            try await eventually("all messages") { witness.messages.count == 1000 }
            let own = witness.messages.filter { $0.topic == "n/7" }.map { String(decoding: $0.payload, as: UTF8.self) }
            #expect(own == (0..<50).map(String.init))
            await witness.client.stop()
        }
    }

    @Test func birthComesWithTheLinkAndFarewellBeforeTheGoodbye() async throws {
        try await TestBroker.with { broker in
            let watcher = Witness(port: broker.port, subscriptions: [MQTTSubscription(filter: "v/avail")])
            try await watcher.waitForLink()
            let will = MQTTMessage(topic: "v/avail", payload: Array("will".utf8), qos: 1)
            let birth = MQTTMessage(topic: "v/avail", payload: Array("online".utf8), qos: 1)
            let device = Witness(port: broker.port, name: "device", birth: [birth], will: will)
            try await eventually("the birth") { watcher.texts == ["online"] }
            await device.client.stop(farewell: [MQTTMessage(topic: "v/avail", payload: Array("bye".utf8), qos: 1)])
            try await eventually("the farewell") { watcher.texts == ["online", "bye"] }
            try await eventually("the end of the events") { device.finished }
            #expect(!device.client.link.connected)
            await #expect(throws: MQTTError.notConnected) { try await device.publish("a", "late") }
            // The broker has handled the goodbye once the next message of another client has passed it.
            try await watcher.publish("v/avail", "end")
            try await eventually("the end") { watcher.texts.last == "end" }
            #expect(!watcher.texts.contains("will"))
            await watcher.client.stop()
        }
    }

    @Test func aLinkThatDiesWithoutGoodbyeLeavesItsWill() async throws {
        try await TestBroker.with { broker in
            let watcher = Witness(port: broker.port, subscriptions: [MQTTSubscription(filter: "v/avail")])
            try await watcher.waitForLink()
            var configuration = MQTTConfiguration(
                host: "127.0.0.1", port: broker.port, clientID: "one-name", backoffBaseSeconds: 600,
                backoffCapSeconds: 600)
            configuration.will = MQTTMessage(
                topic: "v/avail", payload: Array("offline".utf8), qos: 1, expirySeconds: 60)
            let first = Witness(configuration)
            try await first.waitForLink()
            configuration.will = nil
            let second = Witness(configuration)  // takes the name over
            try await first.waitForLinkDown()
            try await eventually("the will") { watcher.texts == ["offline"] }
            for witness in [first, second, watcher] { await witness.client.stop() }
        }
    }

    @Test func retainedMessagesCanBeLeftOutAndOurOwnKeptAway() async throws {
        try await TestBroker.with { broker in
            let sender = Witness(port: broker.port)
            try await sender.waitForLink()
            try await sender.publish("r/1", "kept", retain: true)
            let all = Witness(port: broker.port, subscriptions: [MQTTSubscription(filter: "r/#")])
            let none = Witness(
                port: broker.port,
                subscriptions: [MQTTSubscription(filter: "r/#", qos: 1, retainHandling: 2, noLocal: true)])
            try await none.waitForLink()
            try await eventually("the retained one") { all.texts == ["kept"] }
            #expect(all.messages.first?.retain == true)
            try await none.publish("r/1", "own")
            try await sender.publish("r/1", "live")
            try await eventually("the live one") { none.texts == ["live"] && all.texts.count == 3 }
            #expect(none.messages.first?.retain == false)
            for witness in [sender, all, none] { await witness.client.stop() }
        }
    }

    @Test func aWrongPasswordIsSaidAndNeverALink() async throws {
        let (right, wrong) = ("\(UInt64.random(in: 0...UInt64.max))", "wrong-one")
        let account = MosquittoAccount(username: "op", password: right, acl: [.readwrite("a/#")])
        try await TestBroker.with(accounts: [account]) { broker in
            let witness = Witness(port: broker.port, account: ("op", wrong))
            try await witness.waitForLinkDown(count: 2)
            #expect(witness.sessions.isEmpty)
            #expect(witness.reasons.allSatisfy { $0.contains("authori") && !$0.contains(wrong) })
            await witness.client.stop()
        }
    }

    @Test func whatTheAccountMayNotPublishIsRefused() async throws {
        let password = "\(UInt64.random(in: 0...UInt64.max))"
        let account = MosquittoAccount(username: "op", password: password, acl: [.readwrite("a/#")])
        try await TestBroker.with(accounts: [account]) { broker in
            let witness = Witness(port: broker.port, account: ("op", password))
            try await witness.waitForLink()
            try await witness.publish("a/1", "x")
            let error = await #expect(throws: MQTTError.self) { try await witness.publish("b/1", "x") }
            guard case .refused = error else {
                Issue.record("not refused: \(String(describing: error))")
                return
            }
            await witness.client.stop()
        }
    }

    @Test(arguments: ["", "a/+", "a/#", "a\0"])
    func topicsThatCannotBePublishedAreRefused(topic: String) async {
        let client = MQTTClient(MQTTConfiguration(host: "127.0.0.1", port: 1, clientID: "x"))
        let error = await #expect(throws: MQTTError.self) {
            try await client.publish(MQTTMessage(topic: topic, payload: []), timeout: .seconds(1))
        }
        #expect(error != .notConnected)
    }

    @Test func aSlowConsumerKeepsTheNewestOfEachTopic() async throws {
        try await TestBroker.with { broker in
            let slow = Witness(
                port: broker.port, subscriptions: [MQTTSubscription(filter: "s/#", qos: 1)], reading: false)
            try await eventually("the link") { slow.client.link.connected }
            let sender = Witness(port: broker.port)
            try await sender.waitForLink()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for topic in 0..<50 {
                    group.addTask {
                        for number in 0..<250 { try await sender.publish("s/\(topic)", "\(number)", qos: 1) }
                    }
                }
                try await group.waitForAll()
            }
            slow.read()
            try await eventually("the last of each topic") {
                Set(slow.messages.filter { $0.payload == Array("249".utf8) }.map(\.topic)).count == 50
            }
            #expect(slow.messages.count <= 10_000)
            #expect(slow.events.contains { if case .overflow(let dropped) = $0 { dropped > 0 } else { false } })
            for witness in [slow, sender] { await witness.client.stop() }
        }
    }

    @Test func stoppingWithoutAStartOrTwiceIsHarmless() async throws {
        let client = MQTTClient(MQTTConfiguration(host: "127.0.0.1", port: 1, clientID: "x"))
        await client.stop()
        await client.stop()
        client.start()
        for await _ in client.events { Issue.record("an event after the stop") }
    }
}
