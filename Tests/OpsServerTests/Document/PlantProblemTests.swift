import NIOHTTP1
import OpsChildren
import OpsCore
import OpsMQTT
import OpsPlant
import OpsTestSupport
import Testing

@testable import OpsServer

/// What valves, their devices and their broker have against a command: each as the device itself or the gate says it.
@Suite(.serialized) struct PlantProblemTests {
    private static let first = "/valves/v-1/actuate"
    private static let second = "/valves/v-2/actuate"

    private static func addValves(_ configuration: inout ServerConfiguration) {
        configuration.valves += [
            ValveConfiguration(id: "v-4", name: "without a device")
        ]
    }

    @Test func thePlant() async throws {
        let directory = try SettingsDirectory()
        let text =
            "groups: [{name: g, interval: 1s, rules: [{alert: Always, expr: vector(1), labels: {severity: warning}}]}]"
        let rules = try directory.write("rules.yml", text)
        try await TestSite.with(configure: {
            Self.addValves(&$0)
            $0.ruleFiles = [rules]
        }) { site in
            var produced = ProducedProblems()
            try await Self.refusedAtOnce(site, &produced)
            try await Self.faults(site, &produced)
            try await Self.devices(site, &produced)
            try await Self.condition(site, &produced)
            // Last, since it ends the plant's link.
            await site.broker.server.stop()
            try await eventually(within: .seconds(60), "the broker is missed") {
                try produced.take(try await Self.try(site, Self.first), where: .brokerDown)
            }
            #expect(produced.pairs == ProblemPair.of(.plant))
        }
    }

    /// A command that can never begin: its revision is not the valve's.
    private static func `try`(_ site: TestSite, _ path: String) async throws -> Edge.Answer {
        try await site.ask(.POST, path, body: #"{"action":"close","expect_rev":0}"#)
    }

    private static func refusedAtOnce(_ site: TestSite, _ produced: inout ProducedProblems) async throws {
        try produced.take(try await Self.try(site, first))
        try produced.take(try await site.ask(.POST, first, body: #"{"action":"open"}"#))
        // A critical valve waits for a second person, whom the one who asked is not.
        let asked = [("idempotency-key", "critical-1")]
        let held = try await site.ask(.POST, "/valves/v-3/actuate", headers: asked, body: #"{"action":"close"}"#)
        #expect(held.status == 202 && held.body.contains("\"state\":\"held\""), "\(held.body)")
        try produced.take(try await site.ask(.POST, "/v1/commands/critical-1/confirm"))
        try produced.take(try await Self.try(site, "/valves/v-4/actuate"))
        let key = [("idempotency-key", "pair-1")]
        _ = try await site.ask(.POST, second, headers: key, body: #"{"action":"close"}"#)
        try produced.take(try await site.ask(.POST, second, headers: key, body: #"{"action":"stop"}"#))
        try produced.take(try await site.ask(.POST, second, body: #"{"action":"open"}"#))
        try await site.wait(for: "pair-1", "confirmed") { $0.isFinal }
    }

    private static func faults(_ site: TestSite, _ produced: inout ProducedProblems) async throws {
        _ = await site.plant.inject(.localMode, valve: "v-1")
        try await eventually(within: .seconds(60), "local mode") {
            try produced.take(try await Self.try(site, first), where: .localMode)
        }
        try await mended(site)
        _ = await site.plant.inject(.interlock(["pump-running"]), valve: "v-1")
        try await eventually(within: .seconds(60), "the interlock is reported") {
            try await site.ask(.GET, "/valves/v-1").body.contains("pump-running")
        }
        try produced.take(try await site.ask(.POST, first, body: #"{"action":"position","position":50}"#))
        try await mended(site)
        _ = await site.plant.inject(.silent, valve: "v-1")
        try await eventually(within: .seconds(90), "a silent valve is stale") {
            try produced.take(try await Self.try(site, first), where: .staleState)
        }
    }

    /// Ends the first valve's fault, and waits until it says so.
    private static func mended(_ site: TestSite) async throws {
        _ = await site.plant.inject(.none, valve: "v-1")
        try await eventually(within: .seconds(60), "the fault is over") {
            let valve = try await site.ask(.GET, "/valves/v-1").body
            return valve.contains("\"interlocks\":[]") && valve.contains("\"mode\":\"remote\"")
        }
    }

    /// Refusals that come from a device: the simulated one is silent meanwhile, a client on the broker answers in its
    /// place.
    private static func devices(_ site: TestSite, _ produced: inout ProducedProblems) async throws {
        let device = MQTTClient(
            MQTTConfiguration(host: "127.0.0.1", port: site.broker.port, clientID: "device"), subscriptions: [])
        device.start()
        try await eventually("the device is connected") { device.link.connected }
        for (index, code) in [ProblemCode.noAccessAuthority, .notSelected, .alreadySelected, .timeLimitOver]
            .enumerated()
        {
            try await eventually(within: .seconds(60), "the valve reports") {
                try await Self.try(site, second).problem().code == .stateChanged
            }
            _ = await site.plant.inject(.silent, valve: "v-2")
            let id = "device-\(index)"
            async let answer = site.ask(
                .POST, second, headers: [("idempotency-key", id), ("prefer", "wait=60")],
                body: #"{"action":"position","position":\#(60 + index)}"#)
            try await eventually("the select is seen") { !site.witness.phases(of: id).isEmpty }
            let refusal = ValveAckMessage(
                commandID: id, state: .rejected, cause: code.rawValue, rev: 1, at: SystemClock().wall,
                monotonicMilliseconds: 1)
            let topic = try #require(ValveTopic(site: "main", valve: "v-2", kind: .acknowledgement))
            try await device.publish(
                MQTTMessage(topic: topic.text, payload: try refusal.encode(), qos: 1), timeout: .seconds(20))
            try produced.take(try await answer)
            _ = await site.plant.inject(.none, valve: "v-2")
        }
        await device.stop()
    }

    private static func condition(_ site: TestSite, _ produced: inout ProducedProblems) async throws {
        try await eventually(within: .seconds(60), "the alert is there") {
            let alerts = try await site.core.alerts(source: nil)
            guard let alert = alerts.first(where: { $0.name == "Always" }) else { return false }
            let answer = try await site.ask(.POST, "/v1/alerts/\(alert.id)/resolve")
            return try produced.take(answer, where: .conditionActive)
        }
    }
}
