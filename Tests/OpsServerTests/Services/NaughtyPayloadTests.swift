import Foundation
import OpsChildren
import OpsCore
import OpsMQTT
import OpsTestSupport
import Testing

@testable import OpsServer

/// Everything that a broker can bring, seeded, against a whole server core: counted, never shown as it came, and good
/// messages still come through.
@Suite(.serialized) struct NaughtyPayloadTests {
    private static let texts: [[UInt8]] = [
        [], [0], [0xFF, 0xFE], [0xC3, 0x28], Array("NaN".utf8), Array("null".utf8), Array("\u{202E}online".utf8),
        Array("\u{1B}]0;owned\u{07}".utf8), Array(repeating: UInt8(ascii: "["), count: 12_000),
        Array(#"{"schema":"ops.valve.state/2"}"#.utf8), Array(#"{"schema":"ops.valve.state/1","position":-1}"#.utf8),
        Array(#"{"schema":"ops.valve.state/1","boot_id":"\u202e","rev":1,"seq":1,"ts":1,"position":1e999}"#.utf8),
        [0x08], [0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], Array(repeating: 0x12, count: 4_000),
    ]

    private static func payload(_ random: inout SplitMix64) -> [UInt8] {
        let state = ValveStateMessage(
            bootID: "b", rev: 1, sequence: .random(in: 1...9, using: &random), at: WallTime(milliseconds: 1),
            position: 40, limitOpen: false, limitClosed: false, moving: false)
        let metric = SparkplugMetric(name: "Valve/State", value: .string("\u{202E}\u{1B}[2Jopen"))
        let seeds =
            texts + [
                (try? state.encode()) ?? [],
                SparkplugPayload(timestamp: 1, metrics: [metric], sequence: .random(in: 0...3, using: &random))
                    .encode(),
            ]
        var bytes = seeds[Int.random(in: 0..<seeds.count, using: &random)]
        for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
        }
        return bytes
    }

    private static func topic(_ random: inout SplitMix64) -> String {
        let kinds = SparkplugMessageKind.allCases.filter { !$0.isCommand }
        let kind = kinds[Int.random(in: 0..<kinds.count, using: &random)]
        // Not the valve that the test watches: anybody who may write its topic can say what it likes of it.
        let own = ["state", "tele", "avail", "ack"].map { "ops/v1/main/v-7/\($0)" }
        let topics =
            own + [
                "ops/v1/main/\u{202E}/state", "spBv1.0/plant/\(kind.rawValue)/edge-7\(kind.concernsDevice ? "/x" : "")",
                "spBv1.0/STATE/opstui-main",
            ]
        return topics[Int.random(in: 0..<topics.count, using: &random)]
    }

    @Test func nothingOfItGetsThrough() async throws {
        let sparkplug = ValveConfiguration(
            id: "v-9", name: "nine", schema: .sparkplug(TestNode.address, commands: false))
        try await TestSite.with(configure: { $0.valves.append(sparkplug) }) { site in
            let client = MQTTClient(
                MQTTConfiguration(host: "127.0.0.1", port: site.broker.port, clientID: "naughty"))
            client.start()
            try await eventually("the client is up") { client.link.connected }
            var random = SplitMix64(seed: 42)
            for _ in 0..<1500 {
                try await client.publish(
                    MQTTMessage(
                        topic: Self.topic(&random), payload: Self.payload(&random), qos: 1,
                        retain: Int.random(in: 0..<20, using: &random) == 0), timeout: .seconds(30))
            }
            try await publishLong(site.broker)
            try await eventually(within: .seconds(60), "all kinds of refusals are counted") {
                let text = try await site.core.metricsText()
                return ["not_json", "other_schema", "too_large", "truncated", "not_born"].allSatisfy {
                    text.contains(#"mqtt_messages_refused_total{reason="\#($0)"}"#)
                }
            }
            try await checkPicture(site)
            // What is good still comes through, and moves the valve.
            let close = try await site.actuate(.close)
            #expect(try await site.wait(for: close.id, "ended") { $0.isFinal }.state == .confirmed)
            await client.stop()
        }
    }

    /// Nothing that a screen gets holds what hides, turns or ends text.
    private func checkPicture(_ site: TestSite) async throws {
        let snapshot = try OpsJSON.encoder().encode(await site.core.snapshot())
        let text = String(decoding: snapshot, as: UTF8.self)
        let hostile = text.unicodeScalars.filter { scalar in
            [.control, .format, .lineSeparator, .privateUse].contains(scalar.properties.generalCategory)
                && scalar != "\n"
        }
        #expect(hostile.isEmpty)
        for valve in try await site.core.valves() {
            #expect(ValveTopic.isIdentifier(valve.id))
            #expect(valve.positionPercent.map { (0...100).contains($0) } ?? true)
        }
    }

    /// Longer than our own client would send.
    private func publishLong(_ broker: TestBroker) async throws {
        let program = try ProgramFinder.require("mosquitto_pub", package: "mosquitto-clients")
        try broker.directory.write(String(repeating: "[", count: 1_500_000), to: "long")
        for topic in ["ops/v1/main/v-7/state", "spBv1.0/plant/NDATA/edge-7"] {
            try await ToolRun.succeed(
                ChildLaunch(
                    program: program,
                    arguments: ["-p", "\(broker.port)", "-t", topic, "-q", "1", "-f", broker.directory.file("long")],
                    environment: ChildLaunch.plainEnvironment(home: broker.directory.path)), in: broker.directory)
        }
    }
}
