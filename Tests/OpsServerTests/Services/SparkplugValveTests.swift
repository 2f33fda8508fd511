import Foundation
import Glibc
import Logging
import OpsChildren
import OpsCore
import OpsMQTT
import OpsTestSupport
import Testing

@testable import OpsServer

/// Sparkplug valves on a whole server core and a real broker.
@Suite(.serialized) struct SparkplugValveTests {
    private static func valve(commands: Bool) -> ValveConfiguration {
        ValveConfiguration(
            id: "v-9", name: "nine", travelSeconds: 5, safePosition: 0, defaultAction: .close,
            schema: .sparkplug(TestNode.address, commands: commands))
    }

    private static func with(
        commands: Bool = true, stops: Bool = true, _ body: (TestSite, TestNode) async throws -> Void
    ) async throws {
        try await TestSite.with(configure: { $0.valves.append(valve(commands: commands)) }) { site in
            let node = TestNode(port: site.broker.port, stops: stops)
            await node.start()
            do {
                try await eventually(within: .seconds(60), "the valve is fresh") {
                    let model = try await site.core.valveService.book.models["v-9"]
                    return model?.isFresh(at: SystemClock().monotonic) == true
                }
                try await body(site, node)
            } catch {
                await node.stop()
                throw error
            }
            await node.stop()
        }
    }

    private static func status(_ site: TestSite) async throws -> ValveStatus {
        try await site.core.valve(id: "v-9").status
    }

    private static func refusal(_ body: () async throws -> CommandStatus) async -> Refusal? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? Refusal
        }
    }

    @Test func aNodeIsReadAndItsDeathIsSeenAtOnce() async throws {
        try await Self.with { site, node in
            #expect(try await Self.status(site).state == .open)
            await node.report(38.5, "closing")
            try await eventually("the movement is seen") { try await Self.status(site).positionPercent == 38.5 }
            #expect(try await Self.status(site).state == .closing)
            await node.vanish()
            try await eventually("the death is seen") { try await Self.status(site).online == false }
            let model = try await site.core.valveService.book.models["v-9"]
            #expect(model?.isFresh(at: SystemClock().monotonic) == false)
            let refusal = await Self.refusal { try await site.actuate(.close, valve: "v-9") }
            #expect(refusal?.code == .deviceOffline)
        }
    }

    @Test func aLostMessageBringsTheBirthsAgain() async throws {
        try await Self.with { site, node in
            let births = await node.births
            await node.skip()
            await node.report(50, "stopped")
            try await eventually(within: .seconds(60), "the node is born again") {
                let isKnown = try await Self.status(site).positionPercent == 50
                return await node.births > births && isKnown
            }
            #expect(try await Self.status(site).online == true)
        }
    }

    @Test func aCommandIsConfirmedByTelemetryAlone() async throws {
        try await Self.with { site, node in
            let command = try await site.actuate(.close, valve: "v-9")
            let end = try await site.wait(for: command.id, "ended") { $0.isFinal }
            #expect(end.state == .confirmed)
            #expect(end.steps.map(\.state) == [.requested, .accepted, .moving, .confirmed])
            let sent = await node.commands
            #expect(sent.count == 1)
            let names = sent.first?.metrics.compactMap(\.name)
            #expect(names == ["Cmd/Id", "Cmd/Target", "Cmd/NotAfter"])
            #expect(sent.first?.metric(named: "Cmd/Id")?.value == .string(command.id))
            #expect(sent.first?.metric(named: "Cmd/Target")?.value?.number(nil) == 0)
            let notAfter = sent.first?.metric(named: "Cmd/NotAfter")?.value
            #expect(notAfter == .long(UInt64(command.notAfter.milliseconds)))
        }
    }

    @Test func withoutTheSitesWordNothingIsSent() async throws {
        try await Self.with(commands: false) { site, node in
            for action in [ValveAction.close, .stop, .safe] {
                let refusal = await Self.refusal { try await site.actuate(action, valve: "v-9") }
                #expect(refusal?.code == .forbidden)
            }
            #expect(await node.commands.isEmpty)
        }
    }

    @Test func aDeviceThatDoesNotAnswerIsNeverAskedTwice() async throws {
        try await Self.with { site, node in
            await node.set(answers: false)
            let command = try await site.actuate(.close, valve: "v-9")
            try await site.wait(for: command.id, "unknown") { $0 == .unknown }
            // The next report shows that it was taken after all.
            await node.answer(command.id, "accepted")
            await node.report(0, "closed")
            #expect(try await site.wait(for: command.id, "ended") { $0.isFinal }.state == .confirmed)
            #expect(await node.commands.count == 1)
        }
    }

    @Test func whatAFrozenBrokerKeptIsRefusedByTheDevice() async throws {
        try await Self.with { site, node in
            site.broker.server.kill(SIGSTOP)
            let command = try await site.actuate(.close, valve: "v-9")
            try await site.wait(for: command.id, "in doubt") { $0 == .unknown || $0.isFinal }
            try await eventually(within: .seconds(60), "its time is over") {
                SystemClock().wall > command.notAfter.advanced(seconds: 1)
            }
            site.broker.server.kill(SIGCONT)
            let end = try await site.wait(for: command.id, within: .seconds(120), "ended") { $0.isFinal }
            #expect(end.state == .rejected || end.state == .failed, "\(end.state)")
            #expect(await node.position == 100)
            #expect(await node.commands.count <= 1)
        }
    }

    @Test func aClockThatLagsRefusesWhatStopDoesNot() async throws {
        try await Self.with { site, node in
            await node.set(skew: -30)
            await node.report(90, "stopped")
            try await eventually("the report is seen") { try await Self.status(site).positionPercent == 90 }
            let refusal = await Self.refusal { try await site.actuate(.close, valve: "v-9") }
            #expect(refusal?.code == .staleState && refusal?.detail.contains("clock") == true)
            let stop = try await site.actuate(.stop, valve: "v-9")
            #expect(try await site.wait(for: stop.id, "ended") { $0.isFinal }.state == .confirmed)
            #expect(await node.commands.first?.metric(named: "Cmd/Stop")?.value == .boolean(true))
        }
    }

    @Test func withoutAStopOfItsOwnAValveIsSentToWhereItIs() async throws {
        try await Self.with(stops: false) { site, node in
            await node.report(61, "stopped")
            try await eventually("the report is seen") { try await Self.status(site).positionPercent == 61 }
            let stop = try await site.actuate(.stop, valve: "v-9")
            #expect(try await site.wait(for: stop.id, "ended") { $0.isFinal }.state == .confirmed)
            #expect(await node.commands.first?.metric(named: "Cmd/Target")?.value?.number(nil) == 61)
        }
    }

    @Test func whatComesInAnotherSchemaIsNotTheValve() async throws {
        try await Self.with { site, _ in
            let forged = ValveStateMessage(
                bootID: "b", rev: 1, sequence: 1, at: SystemClock().wall, position: 1, limitOpen: false,
                limitClosed: true, moving: false)
            let client = try await Self.publisher(site)
            for topic in ["ops/v1/main/v-9/state", "spBv1.0/plant/DDATA/edge-1/v9", "spBv1.0/plant/NBIRTH/edge-1"] {
                try await client.publish(
                    MQTTMessage(topic: topic, payload: try forged.encode(), qos: 1), timeout: .seconds(10))
            }
            try await eventually("all are counted") {
                let text = try await site.core.metricsText()
                return text.contains(#"mqtt_messages_refused_total{reason="other_schema"} 1"#)
            }
            #expect(try await Self.status(site).positionPercent == 100)
            await client.stop()
        }
    }

    @Test func theHostSaysThatItIsThereAndContradictsWhoeverDeniesIt() async throws {
        try await Self.with { site, _ in
            let states = Guarded<[SparkplugHostState]>([])
            let client = MQTTClient(
                MQTTConfiguration(host: "127.0.0.1", port: site.broker.port, clientID: "watch"),
                subscriptions: [MQTTSubscription(filter: "spBv1.0/STATE/opstui-main", qos: 1)])
            let listener = Task {
                for await case .messages(let messages) in client.events {
                    states.with { $0 += messages.compactMap { SparkplugHostState.decode($0.payload) } }
                }
            }
            client.start()
            try await eventually("the retained birth") { states.value.last?.online == true }
            let birth = try #require(states.value.last)
            let denial = SparkplugHostState(online: false, timestamp: birth.timestamp - 5)
            try await client.publish(
                MQTTMessage(topic: "spBv1.0/STATE/opstui-main", payload: denial.bytes, qos: 1, retain: true),
                timeout: .seconds(10))
            try await eventually("the birth again") { states.value.count >= 3 && states.value.last == birth }
            try await site.server.stop()
            try await eventually("the farewell, of the same connection") {
                states.value.last == SparkplugHostState(online: false, timestamp: birth.timestamp)
            }
            await client.stop()
            listener.cancel()
        }
    }

    /// A node whose message was lost is there all the same: `stop` and `safe` must reach it at once.
    @Test(arguments: [true, false]) func aNodeInDoubtCanBeStopped(stops: Bool) async throws {
        try await Self.with(stops: stops) { site, node in
            await node.set(answers: false)
            await node.skip()
            await node.report(50, "closing")
            try await eventually(within: .seconds(60), "the node is in doubt") {
                let model = try await site.core.valveService.book.models["v-9"]
                return model?.isFresh(at: SystemClock().monotonic) == false
            }
            #expect(try await Self.status(site).online == true)
            #expect(await Self.refusal { try await site.actuate(.close, valve: "v-9") }?.code == .staleState)
            let stop = await Self.refusal { try await site.actuate(.stop, valve: "v-9") }
            // Where the device knows no stop, it could only be sent to where nobody knows that it is.
            #expect(stop?.code == (stops ? nil : .staleState))
            if !stops { _ = try await site.actuate(.safe, valve: "v-9") }
            try await eventually(within: .seconds(60), "it has come") { await node.commands.count == 1 }
            let sent = await node.commands.first
            #expect(sent?.metric(named: "Cmd/Stop")?.value == (stops ? .boolean(true) : nil))
            #expect(sent?.metric(named: "Cmd/Target")?.value?.number(nil) == (stops ? nil : 0))
        }
    }

    /// Servers that share the broker alone hear each other's commands on this wire too.
    @Test func anotherServersCommandIsHeard() async throws {
        try await Self.with { site, node in
            let directory = try OpsChildren.PrivateDirectory()
            defer { directory.remove() }
            var configuration = TestSite.configuration(broker: site.broker.port, directory)
            configuration.valves.append(Self.valve(commands: true))
            let other = try await ServerRuntime.start(
                configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let result: Result<Void, any Error>
            do {
                try await Self.moveBesideAnother(site, node, other.core)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            await other.stop()
            try result.get()
        }
    }

    private static func moveBesideAnother(_ site: TestSite, _ node: TestNode, _ other: OperationsCore) async throws {
        try await eventually(within: .seconds(60), "the other sees the valve") {
            await other.valveService.book.models["v-9"]?.isFresh(at: SystemClock().monotonic) == true
        }
        await node.set(answers: false)
        let close = try await site.actuate(.close, valve: "v-9")
        try await eventually(within: .seconds(60), "the command has come") { await node.commands.count == 1 }
        await node.answer(close.id, "accepted")
        await node.report(60, "closing")
        try await eventually(within: .seconds(60), "the other has heard it and sees it move") {
            let service = other.valveService
            let latest = await service.book.models["v-9"]?.latest
            let heard = await service.others.underWay(on: "v-9", latest, at: SystemClock().monotonic)
            return heard?.commandID == close.id && latest?.position == 60
        }
        let refused = await refusal {
            try await other.actuate(
                valve: "v-9", ActuationRequest(action: .open), idempotencyKey: "other-1", by: TestSite.caller,
                requestID: "r")
        }
        #expect(refused?.code == .commandInExecution && refused?.detail.contains("another server") == true)
        #expect(await node.commands.count == 1)
        // The sender does not take its own for another's.
        let own = try await site.core.valveService.others.underWay(on: "v-9", nil, at: SystemClock().monotonic)
        #expect(own == nil)
    }

    private static func publisher(_ site: TestSite) async throws -> MQTTClient {
        let client = MQTTClient(
            MQTTConfiguration(
                host: "127.0.0.1", port: site.broker.port, clientID: "pub-\(UInt32.random(in: .min ... .max))"))
        client.start()
        try await eventually("the publisher is up") { client.link.connected }
        return client
    }
}
