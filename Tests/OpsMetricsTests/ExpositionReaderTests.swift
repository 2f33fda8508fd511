import Testing

@testable import OpsMetrics

@Suite("The reader hands out samples without copying")
struct ExpositionReaderTests {
    private func samples(_ text: String, _ format: ExpositionFormat) throws -> [(String, Double, Int64?)] {
        var found: [(String, Double, Int64?)] = []
        try Array(text.utf8).withUnsafeBufferPointer { bytes in
            try MetricsText.forEachSample(in: bytes, format: format) {
                found.append((String(decoding: $0.series, as: UTF8.self), $0.value, $0.milliseconds))
            }
        }
        return found
    }

    @Test("series, values and times in both formats")
    func values() throws {
        let old = try samples("# HELP a b\na{x=\"}\"} 1.5 -7\nb 2\n", .prometheusText)
        #expect(old.map(\.0) == ["a{x=\"}\"}", "b"] && old.map(\.1) == [1.5, 2] && old.map(\.2) == [-7, nil])
        let new = try samples("a{x=\"\\\"\"} 1 1.5\nb 2 # {} 1\n# EOF", .openMetrics)
        #expect(new.map(\.0) == ["a{x=\"\\\"\"}", "b"] && new.map(\.2) == [1500, nil])
        // What a check refuses, a scrape takes: not every library escapes quotes in help texts.
        #expect(try samples("# HELP a the \"b\"\na 1\n# EOF\n", .openMetrics).map(\.0) == ["a"])
    }

    @Test("numbers are read to the last bit")
    func numbers() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<2_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            #expect(MetricsText.number("\(value)") == value)
            let small = Double(Int64.random(in: -1_000_000_000...1_000_000_000, using: &random)) / 1000
            #expect(MetricsText.number("\(small)") == small)
        }
        for (text, value) in [
            ("9007199254740993", 9007199254740992), ("1e23", 1e23), ("5e-324", Double.leastNonzeroMagnitude), ("1.", 1),
        ] {
            #expect(MetricsText.number(text) == value)
        }
        for text in ["", "+", "1e", "1e+", ".", "e5", "1e999", "0x1", "1_0", "+nan", "infi", " 1", "1 "] {
            #expect(MetricsText.number(text) == nil, "\(text)")
        }
    }

    @Test("the table finds every series again, and no other")
    func table() throws {
        let text = (0..<5_000).map { "a{x=\"\($0)\"} \($0)\n" }.joined()
        var table = SeriesTextTable<Double>()
        var missing = 0
        try Array(text.utf8).withUnsafeBufferPointer { bytes in
            try MetricsText.forEachSample(in: bytes, format: .prometheusText) {
                if table[$0] != nil { missing += 1 }
                table.insert($0.value, for: $0)
            }
            try MetricsText.forEachSample(in: bytes, format: .prometheusText) {
                if table[$0] != $0.value { missing += 1 }
            }
        }
        #expect(missing == 0 && table.count == 5_000)
    }
}
