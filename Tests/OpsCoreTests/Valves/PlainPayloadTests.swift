import Foundation
import Testing

@testable import OpsCore

/// The fast ways in and out say what the general ones say, or nothing.
@Suite("Plain payloads")
struct PlainPayloadTests {
    @Test("Every state that we write ourselves without interlocks is plain, and read alike")
    func ownStates() throws {
        var random = SplitMix64(seed: 1)
        for _ in 0..<500 {
            let state = Self.state(&random)
            let bytes = try state.encode()
            #expect(try ValveStateMessage.decodeAny(bytes) == state)
            #expect(ValveStateMessage.plain(bytes) == (state.interlocks.isEmpty ? state : nil))
        }
    }

    @Test("Every telemetry that we write ourselves is plain, and read alike")
    func ownTelemetry() throws {
        var random = SplitMix64(seed: 2)
        for _ in 0..<500 {
            let telemetry = ValveTelemetryMessage(
                at: WallTime(milliseconds: Int64.random(in: 0...1 << 49, using: &random)),
                pressureBar: Bool.random(using: &random) ? nil : Self.number(0...1000, &random),
                flowLps: Self.number(-1000...1000, &random), temperatureC: nil)
            #expect(ValveTelemetryMessage.plain(try telemetry.encode()) == telemetry)
        }
    }

    @Test("Of 20,000 broken texts the fast way takes none that the general one refuses or reads otherwise")
    func broken() throws {
        var random = SplitMix64(seed: 3)
        var taken = 0
        for _ in 0..<20_000 {
            var bytes = try Self.state(&random).encode()
            for _ in 0..<Int.random(in: 1...3, using: &random) { Self.spoil(&bytes, &random) }
            guard let plain = ValveStateMessage.plain(bytes) else { continue }
            taken += 1
            #expect(try ValveStateMessage.decodeAny(bytes) == plain, "\(String(decoding: bytes, as: UTF8.self))")
        }
        #expect(taken > 500)
    }

    @Test(
        "Numbers are read as the general decoder reads them, or not at all",
        arguments: [
            "0", "1", "38.2", "0.1", "100", "99.999999999999", "1e1", "1E1", "-0", "-0.0", "01", "1.", ".5", "+1", "00",
            "0.0", "100.0000000000001", "12345678901234567890", "0.30000000000000004", "-1", "1e400", "NaN", "1 2",
            "5e-324", "0.1e1", "3.0", "1_0", "0x1", "",
        ])
    func numbers(_ text: String) throws {
        let bytes = Array(
            """
            {"schema":"ops.valve.state/1","boot_id":"b","rev":1,"seq":1,"ts":1,"position":\(text),"zso":false,"zsc":false,\
            "moving":false,"quality":"good","mode":"remote"}
            """.utf8)
        let general = try? ValveStateMessage.decodeAny(bytes)
        if let plain = ValveStateMessage.plain(bytes) { #expect(plain == general) }
        #expect((try? ValveStateMessage.decode(bytes)) == general)
    }

    @Test("What the fast way leaves to the general one is still read")
    func general() throws {
        let text = """
            { "schema" : "ops.valve.state/1", "boot_id":"b\\u0031","rev":1e0,"seq":1.0,"ts":1,"position":5,"zso":false,
            "zsc":false,"moving":false,"quality":"good","mode":"remote","interlocks":["A"],"more":{"a":[1,2]}}
            """
        #expect(ValveStateMessage.plain(Array(text.utf8)) == nil)
        let state = try ValveStateMessage.decode(Array(text.utf8))
        #expect(state.bootID == "b1" && state.rev == 1 && state.interlocks == ["A"])
    }

    @Test("A valve's change is written byte for byte as the general encoder writes it")
    func changes() throws {
        var random = SplitMix64(seed: 4)
        let encoder = OpsJSON.encoder()
        for number in 0..<1_000 as Range<UInt64> {
            let change = NumberedChange(
                sequence: number, at: WallTime(milliseconds: 1_800_000_000_000), change: .valve(Self.status(&random)))
            let general = try encoder.encode(change)
            #expect(try change.json(encoder) == general, "\(String(decoding: general, as: UTF8.self))")
        }
    }

    @Test("A member that is added to a valve's status must be written as well")
    func everyMember() {
        #expect(Mirror(reflecting: ValveStatus(id: "v", name: "v")).children.count == 23)
    }

    // MARK: Samples

    private static func number(_ range: ClosedRange<Double>, _ random: inout SplitMix64) -> Double {
        let value = Double.random(in: range, using: &random)
        let scale = [1.0, 10, 1000][Int.random(in: 0..<3, using: &random)]
        return (value * scale).rounded() / scale
    }

    private static func state(_ random: inout SplitMix64) -> ValveStateMessage {
        ValveStateMessage(
            bootID: "b-\(random.next())", rev: Int64.random(in: 0...1 << 49, using: &random),
            sequence: Int64.random(in: 0...9, using: &random), at: WallTime(milliseconds: 1_800_000_000_000),
            position: number(0...100, &random), limitOpen: Bool.random(using: &random),
            limitClosed: Bool.random(using: &random), moving: Bool.random(using: &random),
            target: Bool.random(using: &random) ? nil : number(0...100, &random),
            quality: SignalQuality.allCases.randomElement(using: &random) ?? .good,
            interlocks: Int.random(in: 0..<8, using: &random) == 0 ? ["LOW_SUCTION"] : [],
            lastCommandID: Bool.random(using: &random) ? nil : "c-\(random.next())")
    }

    private static func spoil(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        let place = Int.random(in: bytes.indices, using: &random)
        let signs = Array("0123456789.-+eE\"\\{}[]:, \tntabcz\u{7F}\u{0}".utf8) + [0xFF, 0xC3]
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(signs[Int.random(in: signs.indices, using: &random)], at: place)
        case 2: bytes[place] = UInt8(ascii: "0") + UInt8.random(in: 0...9, using: &random)
        default: bytes[place] = signs[Int.random(in: signs.indices, using: &random)]
        }
    }

    private static func status(_ random: inout SplitMix64) -> ValveStatus {
        func maybe<Value>(_ value: Value) -> Value? { Bool.random(using: &random) ? value : nil }
        let names = ["inlet", "Überlauf", "a\"b", "a/b\\c", "line\nbreak", "v \u{7F}"]
        var status = ValveStatus(id: "v-1", name: names[Int.random(in: names.indices, using: &random)])
        status.segment = maybe("7")
        status.configured = Bool.random(using: &random)
        status.critical = Bool.random(using: &random)
        status.state = ValveState.allCases.randomElement(using: &random) ?? .open
        status.positionPercent = maybe(number(0...100, &random))
        status.target = maybe(number(0...100, &random))
        status.quality = SignalQuality.allCases.randomElement(using: &random) ?? .good
        status.mode = Bool.random(using: &random) ? .local : .remote
        status.interlocks = Bool.random(using: &random) ? [] : ["A", "B"]
        status.online = maybe(Bool.random(using: &random))
        status.lastSeenAt = maybe(WallTime(milliseconds: 1_800_000_000_001))
        status.pressureBar = maybe([0.1, 1e-7, 42, 1e20, 4.25][Int.random(in: 0..<5, using: &random)])
        status.flowLps = maybe(number(-1000...1000, &random))
        status.rev = maybe(812)
        status.bootId = maybe("b-1")
        status.commandId = maybe("c-1")
        status.findings = Bool.random(using: &random) ? [] : ["STUCK"]
        status.safePosition = maybe(0)
        status.defaultAction = maybe(.close)
        if Int.random(in: 0..<10, using: &random) == 0 {
            status.hold = ValveHold(
                commandId: "c-1", action: .close, position: 0, holder: "op1", reason: "leak",
                until: WallTime(milliseconds: 1_800_000_100_000), needsSecondPerson: true)
        }
        return status
    }
}
