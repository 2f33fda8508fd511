import OpsCore
import Testing

@testable import OpsServer

/// Parameters, times, durations and numbers, as Prometheus 2.42 was seen to read and write them.
@Suite struct PrometheusFormTests {
    @Test func aFormInTheBodyComesFirst() throws {
        let form = try PrometheusForm(query: "query=1&match%5B%5D=a&x", body: Array("query=up%7b%7D&match[]=b+c".utf8))
        #expect(form["query"] == "up{}" && form.all("match[]") == ["b c", "a"])
        #expect(form["x"] == nil && form.all("x") == [""] && form["y"] == nil && form.all("y").isEmpty)
        #expect(try PrometheusForm(query: nil) == PrometheusForm(query: "&&"))
    }

    @Test(arguments: ["a=%", "a=%4", "a=%zz", "%ff=1", "a=%c3%28", "a=%+1"])
    func whatIsNoFormIsRefused(_ query: String) {
        #expect(throws: PrometheusFault.self) { try PrometheusForm(query: query) }
    }

    @Test func parametersAreBounded() throws {
        let many = (0...PrometheusForm.limit).map { "p\($0)=1" }.joined(separator: "&")
        #expect(throws: PrometheusFault.self) { try PrometheusForm(query: many) }
        let same = Array(repeating: "p=1", count: PrometheusForm.limit + 1).joined(separator: "&")
        #expect(throws: PrometheusFault.self) { try PrometheusForm(query: same) }
        let most = Array(repeating: "p=1", count: PrometheusForm.limit).joined(separator: "&")
        #expect(try PrometheusForm(query: most).all("p").count == PrometheusForm.limit)
    }

    @Test(
        arguments: [
            ("0", 0), ("1.5", 1500), ("1.0005", 1001), ("-1.5", -1500), ("1e3", 1_000_000), ("+2", 2000),
            ("1e20", PrometheusTime.farthest), ("-1e300", -PrometheusTime.farthest),
            ("1970-01-01T00:00:00Z", 0), ("2020-02-29T23:59:59.123456789Z", 1_583_020_799_123),
            ("2026-11-30T05:00:00+01:30", 1_796_009_400_000), ("1969-12-31T23:59:59.5Z", -500),
            ("-292273086-05-16T16:47:06Z", -PrometheusTime.farthest),
            ("292277025-08-18T07:12:54.999999999Z", PrometheusTime.farthest),
        ] as [(String, Int64)])
    func times(_ text: String, _ wanted: Int64) { #expect(PrometheusTime.milliseconds(text) == wanted) }

    @Test(arguments: [
        "", " 1", "1 ", "abc", "nan", "inf", "-Inf", "0x10", "1_000", "1e999", "2021-02-29T00:00:00Z", "2020-01-01",
        "2020-13-01T00:00:00Z", "2020-01-01T24:00:00Z", "2020-01-01T00:00:00", "2020-01-01 00:00:00Z",
        "2020-01-01T00:00:00.Z", "2020-01-01T00:00:00Zx", "1h", String(repeating: "1", count: 100),
    ])
    func noTimes(_ text: String) { #expect(PrometheusTime.milliseconds(text) == nil) }

    @Test(
        arguments: [
            ("15", 15_000), ("0.25", 250), ("15s", 15_000), ("1h30m", 5_400_000), ("1d", 86_400_000), ("0", 0),
            ("-1", -1000),
            ("0.0001", 1), ("2y", 63_072_000_000),
        ] as [(String, Int64)])
    func durations(_ text: String, _ wanted: Int64) { #expect(PrometheusTime.duration(text) == wanted) }

    @Test(arguments: ["", "abc", "1m1h", "5", "s", "-1h", "1 h", "1hh", "99999999999999999999y"].filter { $0 != "5" })
    func noDurations(_ text: String) { #expect(PrometheusTime.duration(text) == nil) }

    @Test(
        arguments: [
            (1.5, "1.5", "1.5e+00"), (0, "0", "0e+00"), (-0.0, "-0", "-0e+00"), (.nan, "NaN", "NaN"),
            (.infinity, "+Inf", "+Inf"), (-.infinity, "-Inf", "-Inf"), (1e21, "1e+21", "1e+21"),
            (1e-7, "1e-07", "1e-07"), (1e-6, "0.000001", "1e-06"),
            (123_456_789_012_345_680, "123456789012345680", "1.2345678901234568e+17"),
            (9.999999999999999e20, "999999999999999900000", "9.999999999999999e+20"), (0.1, "0.1", "1e-01"),
            (-1_234.25, "-1234.25", "-1.23425e+03"), (.leastNonzeroMagnitude, "5e-324", "5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e+308", "1.7976931348623157e+308"), (100, "100", "1e+02"),
            (0.000123, "0.000123", "1.23e-04"), (1e15, "1000000000000000", "1e+15"),
            (1e16, "10000000000000000", "1e+16"),
        ] as [(Double, String, String)])
    func numbers(_ value: Double, _ text: String, _ exponential: String) {
        #expect(GoNumber.text(value) == text)
        #expect(GoNumber.exponential(value) == exponential)
    }

    /// Whatever the number, what is written reads back as the same.
    @Test func numbersReadBack() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            #expect(Double(GoNumber.text(value)) == value && Double(GoNumber.exponential(value)) == value)
        }
    }

    @Test(
        arguments: [(0, "0"), (1_050, "1.050"), (-1_500, "-1.500"), (-500, "-0.500"), (1_007, "1.007")]
            as [(Int64, String)])
    func seconds(_ milliseconds: Int64, _ text: String) { #expect(QueryJSON.seconds(milliseconds) == text) }

    @Test(arguments: [
        ("job", "job"), ("U__job", "job"), ("U__a_2e_b", "a.b"), ("U__a__b", "a_b"), ("U___1F600_", "\u{1F600}"),
        ("U__a_b", "U__a_b"), ("U__a_zz_", "U__a_zz_"), ("U__a_d800_", "U__a_d800_"),
        ("U__a_1234567_", "U__a_1234567_"),
        ("a-b", "a-b"),
    ])
    func labelNames(_ text: String, _ name: String) { #expect(LabelName.unescaped(text) == name) }

    /// Whatever comes in: an answer or a refusal, never a trap.
    @Test func hostileTextsTrapNothing() {
        var random = SplitMix64(seed: 11)
        let seeds = [
            "query=up&time=2020-01-01T00:00:00Z&step=1h30m", "U__a_2e_b", "2026-11-30T05:00:00.123+01:30",
            "-292273086-05-16T16:47:06Z", "9223372036854775807y", "1e308",
            #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"2"]]}]}}"#,
        ].map { Array($0.utf8) }
        var taken = 0
        for round in 0..<20_000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0...Int(random.next() % 4) {
                let place = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 3 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.insert(bytes[Int(random.next() % UInt64(bytes.count))], at: place)
                default: if bytes.count > 1 { bytes.remove(at: place) }
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            if let form = try? PrometheusForm(query: text, body: bytes) {
                for endpoint in PrometheusEndpoint.allCases {
                    if (try? endpoint.question(form, name: text, now: 0)) != nil { taken += 1 }
                }
            }
            if let time = PrometheusTime.milliseconds(text) { #expect(abs(time) <= PrometheusTime.farthest) }
            if let duration = PrometheusTime.duration(text) { #expect(abs(duration) <= PrometheusTime.farthest) }
            _ = try? PrometheusReply(bytes)
        }
        #expect(taken > 1_000)
    }
}
