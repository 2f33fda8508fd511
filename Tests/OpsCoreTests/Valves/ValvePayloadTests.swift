import Foundation
import OpsCore
import Testing

@Suite("Valve payloads")
struct ValvePayloadTests {
    private static let state = """
        {"schema":"ops.valve.state/1","boot_id":"b1","rev":812,"seq":55,"ts":1800000000000,"position":38.2,"zso":false,\
        "zsc":false,"moving":true,"target":0.0,"quality":"good","mode":"remote","interlocks":["LOW_SUCTION"],\
        "last_cmd_id":"c-1"}
        """
    private static let command = """
        {"schema":"ops.valve.cmd/1","cmd_id":"0b9f","epoch":7,"valve":"v-101","phase":"operate","action":"position",\
        "position":40.0,"issued_at":1800000000000,"not_after":1800000005000,"expect":{"boot_id":"b1","rev":812},\
        "select_token":"t0","actor":"op1","reason":"burst"}
        """
    private static let ack = """
        {"schema":"ops.valve.ack/1","cmd_id":"0b9f","state":"selected","cause":null,"select_token":"t0",\
        "token_ttl_ms":10000,"rev":812,"ts":1800000000000,"mono_ms":99}
        """
    private static let telemetry = """
        {"schema":"ops.valve.tele/1","ts":1800000000000,"pressure_bar":4.2,"flow_lps":118.0,"temperature_c":null,\
        "quality":"good"}
        """

    @Test("The published examples are read, and written with the same fields")
    func examples() throws {
        try same(ValveStateMessage.self, Self.state)
        try same(ValveCommandMessage.self, Self.command)
        try same(ValveAckMessage.self, Self.ack)
        try same(ValveTelemetryMessage.self, Self.telemetry)
    }

    private func same<Payload: ValvePayload>(_ type: Payload.Type, _ text: String) throws {
        let payload = try Payload.decode(Array(text.utf8))
        let written = try payload.encode()
        #expect(try Payload.decode(written) == payload)
        let before = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary)
        let after = try #require(JSONSerialization.jsonObject(with: Data(written)) as? NSDictionary)
        #expect(before == after)
    }

    @Test("What a device may leave out, it may; what is unknown is ignored")
    func lenient() throws {
        let text = Self.state.replacing(",\"target\":0.0", with: "").replacing(",\"last_cmd_id\":\"c-1\"", with: "")
        let state = try ValveStateMessage.decode(Array(text.dropLast().utf8) + Array(#","future":{"a":[1]}}"#.utf8))
        #expect(state.target == nil && state.lastCommandID == nil && state.position == 38.2)
    }

    @Test("A null is written where the schema has one")
    func nulls() throws {
        var state = try ValveStateMessage.decode(Array(Self.state.utf8))
        state.target = nil
        state.lastCommandID = nil
        let text = String(decoding: try state.encode(), as: UTF8.self)
        #expect(text.contains("\"target\":null") && text.contains("\"last_cmd_id\":null"))
    }

    @Test(
        "A state that is not right is refused with a reason",
        arguments: [
            ("38.2", "-0.1", PayloadRefusal.outOfRange), ("38.2", "100.01", .outOfRange),
            ("38.2", "\"38\"", .wrongType), ("38.2", "null", .wrongType), ("38.2", "NaN", .notJSON),
            ("38.2", "1e999", .notJSON), ("38.2", "true", .wrongType), ("\"zso\":false", "\"zso\":0", .wrongType),
            ("\"zso\":false,", "", .missingField), ("812", "-1", .outOfRange), ("812", "1.5", .notJSON),
            ("812", "9007199254740993", .outOfRange), ("\"seq\":55", "\"seq\":99999999999999999999", .notJSON),
            ("state/1", "state/2", .otherSchema), ("\"schema\":\"ops.valve.state/1\",", "", .otherSchema),
            ("\"good\"", "\"fine\"", .outOfRange), ("\"remote\"", "\"REMOTE\"", .outOfRange),
            ("\"b1\"", "\"\"", .badText), ("\"b1\"", "\"b\\u001b[2J\"", .badText), ("\"b1\"", "\"b\\u202e\"", .badText),
            ("\"c-1\"", "\"c/1\"", .badText), ("[\"LOW_SUCTION\"]", "[\"LOW SUCTION\"]", .badText),
            ("[\"LOW_SUCTION\"]", "\"LOW\"", .wrongType), ("}", "", .notJSON), ("{", "[", .notJSON),
        ])
    func refused(part: String, replacement: String, reason: PayloadRefusal) {
        let text = Self.state.replacing(part, with: replacement)
        #expect(text != Self.state)
        #expect(throws: reason) { try ValveStateMessage.decode(Array(text.utf8)) }
    }

    @Test("A command's fields must fit each other, and its texts be harmless")
    func commands() {
        let cases: [(String, String, PayloadRefusal)] = [
            ("\"position\":40.0,", "", .contradictory),
            ("\"action\":\"position\"", "\"action\":\"open\"", .contradictory),
            ("\"operate\"", "\"do\"", .outOfRange), ("\"burst\"", "\"a\\nb\"", .badText),
            ("\"0b9f\"", "\"\"", .badText), ("\"v-101\"", "\"+\"", .badText),
        ]
        for (part, replacement, reason) in cases {
            let text = Self.command.replacing(part, with: replacement)
            #expect(throws: reason) { try ValveCommandMessage.decode(Array(text.utf8)) }
        }
        let bare = Self.ack.replacing("\"select_token\":\"t0\",", with: "")
        #expect(throws: PayloadRefusal.missingField) { try ValveAckMessage.decode(Array(bare.utf8)) }
        let vacuum = Self.telemetry.replacing("4.2", with: "-4.2")
        #expect(throws: PayloadRefusal.outOfRange) { try ValveTelemetryMessage.decode(Array(vacuum.utf8)) }
    }

    @Test("Size and nesting are bounded; noise never traps")
    func hostile() {
        let long = Self.state.replacing("\"b1\"", with: "\"\(String(repeating: "b", count: 20_000))\"")
        #expect(throws: PayloadRefusal.tooLarge) { try ValveStateMessage.decode(Array(long.utf8)) }
        let deep = Array(String(repeating: "[", count: 16_000).utf8)
        #expect(throws: PayloadRefusal.self) { try ValveStateMessage.decode(deep) }
        var random = SplitMix64(seed: 3)
        let original = Array(Self.state.utf8)
        for _ in 0..<2_000 {
            var bytes = original
            for _ in 0..<3 {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if let state = try? ValveStateMessage.decode(bytes) {
                #expect((0...100).contains(state.position) && state.rev >= 0)
            }
        }
    }

    @Test("Availability is one of two words")
    func availability() throws {
        #expect(try ValveAvailability.decode(Array("online".utf8)) == .online)
        #expect(try ValveAvailability.decode(ValveAvailability.offline.bytes) == .offline)
        for text in ["", "Online", "online ", "offline\0", String(repeating: "x", count: 100)] {
            #expect(throws: PayloadRefusal.self) { try ValveAvailability.decode(Array(text.utf8)) }
        }
    }

    @Test("The broker's expiry is the lifetime, rounded up")
    func expiry() throws {
        var command = try ValveCommandMessage.decode(Array(Self.command.utf8))
        for (milliseconds, seconds) in [(5_000, 5), (5_001, 6), (1, 1), (0, 1), (-9, 1)] as [(Int64, UInt32)] {
            command.notAfter = WallTime(milliseconds: command.issuedAt.milliseconds + milliseconds)
            #expect(command.expirySeconds == seconds)
        }
    }
}
