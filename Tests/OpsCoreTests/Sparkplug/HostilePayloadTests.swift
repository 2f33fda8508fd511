import OpsCore
import Testing

/// Seeded damage to payloads: whatever comes, a decoder answers with a value within its bounds or with a reason. A crash
/// would end the test process; a failure names its case.
@Suite("Hostile payloads")
struct HostilePayloadTests {
    static let cases = 20_000

    /// Flips, inserts, removes, repeats and truncates.
    private static func damaged(_ seed: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = seed
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            case 3: bytes.removeLast(bytes.count - place)
            case 4: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
            default: bytes.insert(contentsOf: [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], at: place)
            }
        }
        return bytes
    }

    @Test("Sparkplug payloads: read within the bounds and written as they were read, or refused")
    func sparkplug() throws {
        var random = SplitMix64(seed: 0x5B)
        var taken = 0
        for number in 0..<Self.cases {
            let bytes = Self.damaged(SparkplugPayloadTests.golden, &random)
            guard let payload = try? SparkplugPayload.decode(bytes) else { continue }
            taken += 1
            let again = try SparkplugPayload.decode(payload.encode())
            #expect(Self.same(again, payload), "case \(number)")
        }
        #expect(taken > 100 && taken < Self.cases)
    }

    /// NaN differs from itself, so the written bytes are compared.
    private static func same(_ one: SparkplugPayload, _ other: SparkplugPayload) -> Bool {
        one.encode() == other.encode()
    }

    @Test("Sparkplug sessions: nothing but known valves' values within their range comes out")
    func host() {
        var random = SplitMix64(seed: 0xB5)
        let address = SparkplugAddress(group: "g", node: "n", device: "d")
        var host = SparkplugHost(valves: [address: "v-1"], seed: 1)
        let kinds = SparkplugMessageKind.allCases
        for number in 0..<Self.cases {
            let kind = kinds[Int.random(in: 0..<kinds.count, using: &random)]
            let device = "d\(Int.random(in: 0..<400, using: &random) % 300)"
            let node = Bool.random(using: &random) ? "n" : "n\(Int.random(in: 0..<600, using: &random))"
            let topic = "spBv1.0/g/\(kind.rawValue)/\(node)" + (kind.concernsDevice ? "/\(device)" : "")
            let seed = SparkplugFixture.random(&random).encode()
            let bytes = Bool.random(using: &random) ? seed : Self.damaged(seed, &random)
            let now = ValveFixture.at(Double(number) / 50)
            for change in host.receive(topic: topic, bytes, retained: false, at: now) + host.timer(at: now) {
                #expect(Self.isSane(change), "case \(number): \(change)")
            }
        }
    }

    private static func isSane(_ change: SparkplugHost.Change) -> Bool {
        switch change {
        case .state(let valve, let state):
            ValveTopic.isIdentifier(valve) && (0...100).contains(state.position)
                && state.lastCommandID.map(ValveTopic.isIdentifier) ?? true
        case .telemetry(_, let telemetry):
            [telemetry.pressureBar, telemetry.flowLps, telemetry.temperatureC].allSatisfy { $0?.isFinite ?? true }
        case .acknowledgement(_, let ack): ValveTopic.isIdentifier(ack.commandID)
        case .online(let valve), .offline(let valve), .inDoubt(let valve): ValveTopic.isIdentifier(valve)
        case .command(let command):
            command.valve == "v-1" && ValveTopic.isIdentifier(command.commandID)
                && command.position.map { (0...100).contains($0) } ?? true
        case .askForBirths, .refused: true
        }
    }

    @Test("JSON payloads: read within the bounds or refused")
    func json() throws {
        var random = SplitMix64(seed: 0x4A)
        let seeds = [
            try ValveFixture.state(1, 40, last: "c-1").encode(),
            try ValveTelemetryMessage(at: ValveFixture.at(0).wall, pressureBar: 4.2, flowLps: -1).encode(),
            try ValveAckMessage(
                commandID: "c", state: .accepted, rev: 1, at: ValveFixture.at(0).wall, monotonicMilliseconds: 1
            ).encode(),
        ]
        for _ in 0..<Self.cases / 4 {
            let bytes = Self.damaged(seeds[Int.random(in: 0..<seeds.count, using: &random)], &random)
            if let state = try? ValveStateMessage.decode(bytes) { #expect((0...100).contains(state.position)) }
            if let values = try? ValveTelemetryMessage.decode(bytes) {
                #expect(values.pressureBar.map { (0...1000).contains($0) } ?? true)
            }
            if let ack = try? ValveAckMessage.decode(bytes) { #expect(ValveTopic.isIdentifier(ack.commandID)) }
            _ = try? ValveCommandMessage.decode(bytes)
            _ = try? ValveAvailability.decode(bytes)
        }
    }

    @Test(
        "Naughty JSON is refused with a reason",
        arguments: [
            [UInt8](repeating: UInt8(ascii: "["), count: 16_000), Array(repeating: UInt8(ascii: "{"), count: 9_000),
            Array(#"{"schema":"ops.valve.state/1","a":"#.utf8) + Array(repeating: UInt8(ascii: "["), count: 10_000),
            [0xFF, 0xFE, 0x00], Array(#"{"schema":"ops.valve.state/1","boot_id":"\#u{1B}[2J"}"#.utf8),
            [UInt8](repeating: 0x20, count: 16_385), Array("NaN".utf8), Array("null".utf8), [], [0xC3, 0x28],
        ])
    func naughty(bytes: [UInt8]) {
        #expect(throws: PayloadRefusal.self) { try ValveStateMessage.decode(bytes) }
        #expect(throws: PayloadRefusal.self) { try ValveTelemetryMessage.decode(bytes) }
    }
}
