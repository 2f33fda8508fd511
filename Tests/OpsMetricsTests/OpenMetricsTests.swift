import Testing

@testable import OpsMetrics

@Suite("OpenMetrics is held to its specification")
struct OpenMetricsTests {
    private func parse(_ bytes: [UInt8]) throws(MetricsTextError) -> [MetricsText.Family] {
        try MetricsText.parse(bytes, format: .openMetrics)
    }

    @Test("what the specification allows is taken", arguments: OpenMetricsDocuments.accepted)
    func accepted(document: String) throws {
        _ = try parse(Array(document.utf8))
    }

    @Test("what it forbids is refused where it stands", arguments: OpenMetricsDocuments.refused)
    func refused(document: String, place: String) {
        let error = #expect(throws: MetricsTextError.self) { try parse(Array(document.utf8)) }
        #expect(error.map { "\($0.line):\($0.column)" } == place)
    }

    @Test("bytes that are not UTF-8 are refused where they stand", arguments: ExpositionFormat.allCases)
    func encoding(format: ExpositionFormat) {
        for bytes in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82]] as [[UInt8]] {
            let text = Array("a 1\nb{c=\"".utf8) + bytes + Array("\"} 1\n# EOF\n".utf8)
            let error = #expect(throws: MetricsTextError.self) { try MetricsText.parse(text, format: format) }
            #expect(error.map { "\($0.line):\($0.column)" } == "2:6")
        }
    }

    @Test(
        "values of labels differ where their bytes do", arguments: [("\u{E9}", "e\u{301}"), ("K", "\u{212A}")])
    func bytesOfLabels(one: String, other: String) throws {
        _ = try parse(Array("foo{a=\"\(one)\"} 1\nfoo{a=\"\(other)\"} 1\n# EOF\n".utf8))
        _ = try parse(Array("# TYPE a stateset\na{a=\"\(one)\"} 1\na{a=\"\(other)\"} 0\n# EOF\n".utf8))
        let split = "# TYPE a counter\na_total{b=\"\(one)\"} 1\na_created{b=\"\(other)\"} 1\n# EOF\n"
        #expect(throws: MetricsTextError.self) { try parse(Array(split.utf8)) }
        let store = SeriesStore()
        for (value, number) in [(one, 1.0), (other, 2.0)] {
            store.append(Labels(name: "x", [("a", value)]), at: 0, number)
        }
        let engine = QueryEngine(store: store)
        for (query, found) in [
            ("x{a=\"\(one)\"}", 1.0), ("x{a=\"\(other)\"}", 2), ("x{a!=\"\(one)\"}", 2), ("x{a=~\"\(one)|\"}", 1),
            ("count(count by (a) (x))", 2), ("sum(x * on (a) x)", 5), ("x{a=~\".+\", a=\"\(other)\"}", 2),
        ] {
            #expect(try engine.samples(of: query, at: 0).map(\.value) == [found], "\(query)")
        }
    }

    @Test("an exemplar's characters are counted, not its bytes")
    func exemplarLength() throws {
        func document(_ count: Int) -> [UInt8] {
            Array("# TYPE a counter\na_total 1 # {a=\"\(String(repeating: "é", count: count))\"} 1\n# EOF\n".utf8)
        }
        #expect(try parse(document(127))[0].samples[0].exemplar?.characterCount == 128)
        #expect(throws: MetricsTextError.self) { try parse(document(128)) }
    }

    @Test("what was read: type, unit, help, values, exemplars")
    func content() throws {
        let text = """
            # TYPE a_seconds counter
            # UNIT a_seconds seconds
            # HELP a_seconds One \\"two\\" \\\\ \\n three.
            a_seconds_total{x="1"} 2.5 1.25 # {request_id="r"} 0.5 1.125
            # EOF
            """
        let family = try #require(try parse(Array(text.utf8)).first)
        #expect(family.kind == .counter && family.unit == "seconds" && family.help == "One \"two\" \\ \n three.")
        let sample = family.samples[0]
        #expect(sample.labels == Labels(name: "a_seconds_total", [("x", "1")]))
        #expect(sample.value == 2.5 && sample.milliseconds == 1250)
        #expect(sample.exemplar == Exemplar(labels: Labels([("request_id", "r")]), value: 0.5, seconds: 1.125))
    }
}
