import Glibc
import OpsChildren
import OpsCore
import OpsMQTT
import OpsPlant
import OpsTestSupport
import Testing

/// What was measured of broker and library, and what must not follow from it: no command is delivered after its link was
/// lost, and none is carried out after its time. Real brokers, a real device.
@Suite("The measured faults")
struct MeasuredFaultTests {
    private static let valve = ValveConfiguration(id: "v-1", name: "one", travelSeconds: 5, safePosition: 20)

    /// A commander with a faulty way to the broker, a listener with a good one, and a device.
    private struct Ground {
        var broker: TestBroker
        var link: FaultyLink
        var commander: MQTTClient
        var listener: MQTTClient
        var heard: Held<[MQTTMessage]>
        var device: WitnessedDevice

        func texts(of topic: String) -> [String] {
            heard.value.filter { $0.topic == topic }.map { String(decoding: $0.payload, as: UTF8.self) }
        }
    }

    private func with(_ body: (Ground) async throws -> Void) async throws {
        try await TestBroker.with { broker in
            let link = try await FaultyLink.start(to: broker.port)
            let commander = client("commander", port: link.port)
            let listener = client("listener", port: broker.port, ["ops/v1/main/+/+"])
            let heard = Held<[MQTTMessage]>([])
            let reading = Task {
                for await case .messages(let messages) in listener.events { heard.set(heard.value + messages) }
            }
            let device = WitnessedDevice(Self.valve, port: broker.port, skewSeconds: 0, doubling: 0, seed: 1)
            await device.start()
            let ground = Ground(
                broker: broker, link: link, commander: commander, listener: listener, heard: heard, device: device)
            let result: Result<Void, any Error>
            do {
                try await eventually("both links") { commander.link.connected && listener.link.connected }
                result = .success(try await body(ground))
            } catch { result = .failure(error) }
            broker.server.kill(SIGCONT)
            await commander.stop()
            await listener.stop()
            await device.stop()
            await link.close()
            reading.cancel()
            try result.get()
        }
    }

    private func client(_ name: String, port: Int, _ filters: [String] = []) -> MQTTClient {
        var settings = MQTTConfiguration(
            host: "127.0.0.1", port: port, clientID: name, backoffBaseSeconds: 0.1, backoffCapSeconds: 0.3)
        settings.answerTimeoutSeconds = 30
        let client = MQTTClient(settings, subscriptions: filters.map { MQTTSubscription(filter: $0) })
        client.start()
        return client
    }

    private func send(_ text: String, _ ground: Ground, timeout: Duration = .seconds(20)) async throws(MQTTError) {
        let message = MQTTMessage(
            topic: "ops/v1/main/v-9/cmd", payload: Array(text.utf8), qos: 1, expirySeconds: 60)
        try await ground.commander.publish(message, timeout: timeout)
    }

    /// A marker behind everything: what was to come late would be here before it.
    private func expectOnlyMarker(_ ground: Ground) async throws {
        try await eventually("the link again") { ground.commander.link.connected }
        try await send("marker", ground)
        try await eventually("the marker") { ground.texts(of: "ops/v1/main/v-9/cmd").contains("marker") }
        #expect(ground.texts(of: "ops/v1/main/v-9/cmd") == ["marker"])
    }

    @Test("What is published without a link is refused at once and never delivered")
    func publishedWhileDisconnected() async throws {
        try await with { ground in
            await ground.link.hold()
            ground.link.cut()
            try await eventually("the loss") { !ground.commander.link.connected }
            for _ in 0..<5 {
                await #expect(throws: MQTTError.notConnected) { try await send("too late", ground) }
            }
            await ground.link.letGo()
            try await expectOnlyMarker(ground)
        }
    }

    @Test("What was under way when the link was lost is not sent again by the next session")
    func underWayWhenTheLinkIsLost() async throws {
        try await with { ground in
            await ground.link.hold()
            let sending = Task { try await send("lost", ground) }
            // It may also still lie in the client; then the link is lost before it leaves. Both must end alike.
            try await Task.sleep(for: .milliseconds(300))
            ground.link.cut()
            await #expect(throws: MQTTError.self) { try await sending.value }
            await ground.link.letGo()
            try await expectOnlyMarker(ground)
        }
    }

    @Test("A broker that was killed delivers nothing of what was under way after it is back")
    func killed() async throws {
        try await with { ground in
            ground.broker.server.kill(SIGSTOP)
            let sending = Task { try await send("lost", ground) }
            try await Task.sleep(for: .milliseconds(200))
            ground.broker.server.kill(SIGKILL)
            await #expect(throws: MQTTError.self) { try await sending.value }
            try await ground.broker.server.restart()
            try await eventually("the listener's link") { ground.listener.link.connected }
            try await expectOnlyMarker(ground)
        }
    }

    /// The broker counts a message's expiry from its arrival, so a frozen one hands it over late: the device alone can
    /// know that.
    @Test("An operate that a frozen broker delivers late is refused by the device")
    func frozen() async throws {
        try await with { ground in
            let state = try await reported(ground)
            let clock = SystemClock()
            var command = ValveCommandMessage(
                commandID: "c-1", epoch: 1, valve: "v-1", phase: .select, action: .close, position: nil,
                issuedAt: clock.wall, notAfter: clock.wall.advanced(seconds: 600),
                expect: .init(bootID: state.bootID, rev: state.rev))
            try await publish(command, ground)
            command.phase = .operate
            command.selectToken = try await answer(.selected, ground).selectToken
            command.notAfter = clock.wall.advanced(seconds: 2)
            ground.broker.server.kill(SIGSTOP)
            let late = command
            let sending = Task { try await publish(late, ground) }
            try await eventually("the end of its time") { clock.wall > late.notAfter }
            ground.broker.server.kill(SIGCONT)
            try await sending.value
            #expect(try await answer(.rejected, ground).cause == ProblemCode.timeLimitOver.rawValue)
            #expect(await ground.device.acts.isEmpty)
        }
    }

    private func publish(_ command: ValveCommandMessage, _ ground: Ground) async throws {
        let message = MQTTMessage(
            topic: "ops/v1/main/v-1/cmd", payload: try command.encode(), qos: 1,
            expirySeconds: command.expirySeconds, responseTopic: "ops/v1/main/v-1/ack",
            correlationData: Array(command.commandID.utf8))
        try await ground.commander.publish(message, timeout: .seconds(25))
    }

    private func reported(_ ground: Ground) async throws -> ValveStateMessage {
        try await eventually("the device's report") { !ground.texts(of: "ops/v1/main/v-1/state").isEmpty }
        let text = try #require(ground.texts(of: "ops/v1/main/v-1/state").last)
        return try ValveStateMessage.decode(Array(text.utf8))
    }

    private func answer(_ state: AckState, _ ground: Ground) async throws -> ValveAckMessage {
        func found() -> ValveAckMessage? {
            ground.texts(of: "ops/v1/main/v-1/ack").compactMap { try? ValveAckMessage.decode(Array($0.utf8)) }
                .last { $0.state == state }
        }
        try await eventually(within: .seconds(60), "the answer \(state)") { found() != nil }
        return try #require(found())
    }

    @Test("A broker that is absent at the start is found when it comes, and was sent nothing before")
    func absentAtStart() async throws {
        let port = try FreePort.find()
        let commander = client("commander", port: port)
        try await eventually("several attempts") { commander.link.attempts >= 3 }
        let command = MQTTMessage(topic: "ops/v1/main/v-9/cmd", payload: [1], qos: 1)
        await #expect(throws: MQTTError.notConnected) { try await commander.publish(command, timeout: .seconds(5)) }
        let broker = try await TestBroker.start(port: port)
        try await eventually("the link") { commander.link.connected }
        let listener = client("listener", port: port, ["ops/v1/main/+/+"])
        let heard = Held<[MQTTMessage]>([])
        let reading = Task {
            for await case .messages(let messages) in listener.events { heard.set(heard.value + messages) }
        }
        try await eventually("the listener's link") { listener.link.connected }
        try await commander.publish(
            MQTTMessage(topic: "ops/v1/main/v-9/cmd", payload: [2], qos: 1), timeout: .seconds(20))
        try await eventually("the marker") { heard.value.contains { $0.payload == [2] } }
        #expect(heard.value.map(\.payload) == [[2]])
        reading.cancel()
        for client in [commander, listener] { await client.stop() }
        await broker.stop()
    }
}
