import OpsCore
import Testing

@Suite("Sparkplug payloads")
struct SparkplugPayloadTests {
    /// Written by Google's protobuf runtime from the specification's schema: one metric of each kind, properties, metadata,
    /// a template, a table.
    static let golden: [UInt8] = bytes(
        """
        08fbd095ffbc31124f0a0e56616c76652f506f736974696f6e100318e4d095ffbc312009420b180942077370696e646c654a200a07656e67\
        556e69740a075175616c6974791205080c4201251205080318f4036500001942121a0a0b56616c76652f53746174651004200c7a076f7065\
        6e696e67120a1005200350fbffffff0f120f1006200458f7ffffffffffffffff01120f10072801300169000000000000e0bf120410087000\
        1204100938011207100a820102ff0012130a0174201392010b0a013112060a02696e500112150a016420108a010d08011201631801\
        22040a02080418072201752a020102
        """)

    static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.filter { $0.isHexDigit }.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    @Test("What another implementation wrote is read")
    func golden() throws {
        let payload = try SparkplugPayload.decode(Self.golden)
        #expect(payload.timestamp == 1_700_000_000_123 && payload.sequence == 7)
        #expect(payload.uuid == "u" && payload.body == [1, 2])
        let metrics = payload.metrics
        try #require(metrics.count == 10)
        #expect(metrics[0].name == "Valve/Position" && metrics[0].alias == 3 && metrics[0].quality == .stale)
        #expect(metrics[0].value == .float(38.25) && metrics[0].type == .float)
        #expect(metrics[0].timestamp == 1_700_000_000_100)
        #expect(metrics[1].value == .string("opening"))
        #expect(metrics[2].value?.number(metrics[2].type) == -5)
        #expect(metrics[3].value?.number(metrics[3].type) == -9)
        #expect(metrics[4].value == .double(-0.5) && metrics[4].isHistorical && metrics[4].isTransient)
        #expect(metrics[5].value == .boolean(false))
        #expect(metrics[6].value == nil)
        #expect(metrics[7].value == .bytes([0xFF, 0]))
        if case .template = metrics[8].value {} else { Issue.record("no template") }
        if case .dataSet = metrics[9].value {} else { Issue.record("no table") }
    }

    @Test("What is written is read again")
    func roundTrip() throws {
        var payload = try SparkplugPayload.decode(Self.golden)
        #expect(try SparkplugPayload.decode(payload.encode()) == payload)
        payload.metrics = [SparkplugMetric(name: "x", type: .boolean, value: .boolean(false), quality: .good)]
        payload.sequence = 0
        #expect(try SparkplugPayload.decode(payload.encode()) == payload)
        #expect(try SparkplugPayload.decode([]) == SparkplugPayload(timestamp: nil))
    }

    @Test("What no reader knows is passed over")
    func unknown() throws {
        // Field 19 of the payload in each wire type; an extension of a metric beyond 19.
        let more = Self.bytes("980101" + "9901" + "0102030405060708" + "9a0102ffff" + "9d0101020304")
        #expect(try SparkplugPayload.decode(Self.golden + more) == SparkplugPayload.decode(Self.golden))
        #expect(try SparkplugPayload.decode(Self.bytes("1207a20604deadbeef")).metrics.count == 1)
    }

    @Test(
        "Hostile bytes are refused with the reason",
        arguments: [
            ("08", SparkplugRefusal.truncated), ("0880", .truncated), ("08ffffffffffffffffffff01", .malformed),
            ("08ffffffffffffffffff02", .malformed), ("00", .malformed), ("0a00", .malformed), ("0b", .malformed),
            ("0c", .malformed), ("0e", .malformed), ("12ff", .truncated), ("1205", .truncated),
            ("12ffffffffffffffffff01", .truncated), ("12ffffffffffffffff7f", .truncated), ("2202ff00", .badText),
            ("12030a01ff", .badText), ("1203650000", .truncated), ("1202650a", .truncated), ("12026000", .malformed),
            ("f8ffffffffffffffff0100", .malformed), ("12084a060a0161", .truncated), ("12054a030a0161", .malformed),
        ])
    func hostile(hex: String, reason: SparkplugRefusal) {
        #expect(throws: reason) { try SparkplugPayload.decode(Self.bytes(hex)) }
    }

    @Test("Sizes and counts are bounded")
    func bounds() throws {
        let metric: [UInt8] = [0x12, 0]
        let most = [[UInt8]](repeating: metric, count: SparkplugLimits.maximumMetrics).flatMap(\.self)
        #expect(try SparkplugPayload.decode(most).metrics.count == SparkplugLimits.maximumMetrics)
        #expect(throws: SparkplugRefusal.tooMany) { try SparkplugPayload.decode(most + metric) }
        let large = [UInt8](repeating: 0, count: SparkplugLimits.maximumBytes + 1)
        #expect(throws: SparkplugRefusal.tooLarge) { try SparkplugPayload.decode(large) }
        let name = String(repeating: "n", count: SparkplugLimits.maximumName + 1)
        let named = SparkplugPayload(timestamp: 1, metrics: [SparkplugMetric(name: name, value: nil)])
        #expect(throws: SparkplugRefusal.badText) { try SparkplugPayload.decode(named.encode()) }
        let properties = [[UInt8]](repeating: [0x0A, 1, 0x61, 0x12, 0], count: SparkplugLimits.maximumProperties + 1)
            .flatMap(\.self)
        let set: [UInt8] = [0x4A, 0xC5, 0x02] + properties
        let length = set.count
        #expect(throws: SparkplugRefusal.tooMany) {
            try SparkplugPayload.decode([0x12, UInt8(length & 0x7F) | 0x80, UInt8(length >> 7)] + set)
        }
    }

    @Test("A quality that cannot be understood is no good one")
    func quality() throws {
        func quality(_ value: String) throws -> SparkplugQuality? {
            let inner = Self.bytes(value)
            let set = [0x0A, 7] + Array("Quality".utf8) + [0x12, UInt8(inner.count)] + inner
            let metric = [0x4A, UInt8(set.count)] + set
            return try SparkplugPayload.decode([0x12, UInt8(metric.count)] + metric).metrics.first?.quality
        }
        #expect(try quality("080318c001") == .good)
        #expect(try quality("08031800") == .bad)
        #expect(try quality("080318f403") == .stale)
        #expect(try quality("080318c101") == .bad)
        #expect(try quality("08031001") == .bad)
        #expect(try quality("") == .bad)
        #expect(try quality("42036e6f74") == .bad)
        #expect(SparkplugQuality.good.signal == .good && SparkplugQuality.stale.signal == .uncertain)
    }
}
