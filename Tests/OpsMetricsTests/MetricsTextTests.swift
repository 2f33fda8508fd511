import Testing

@testable import OpsMetrics

@Suite("The text format is read strictly")
struct MetricsTextTests {
    @Test("families, types, times, escapes")
    func reads() throws {
        let families = try MetricsText.parse(
            """
            # HELP h A \\\\ and \\n.
            # TYPE h histogram
            h_bucket{le="1",} 1
            h_bucket { le = "+Inf" } 2 1700000000000
            h_sum 3e0
            h_count 2

            # a comment
            g{a="x\\"y\\\\z\\n"} NaN
            i -Inf

            """)
        #expect(families.map(\.name) == ["h", "g", "i"])
        #expect(families[0].kind == .histogram)
        #expect(families[0].help == "A \\ and \n.")
        #expect(families[0].samples.count == 4)
        #expect(families[0].samples[1].milliseconds == 1_700_000_000_000)
        #expect(families[1].samples[0].labels["a"] == "x\"y\\z\n")
        #expect(families[1].samples[0].value.isNaN)
        #expect(families[2].samples[0].value == -.infinity)
    }

    @Test(
        "faults name their place",
        arguments: [
            ("a 1", "1:4: expected a line feed at the end of the text"),
            ("a\n", "1:2: expected a number as value, got the line's end"),
            ("a 1 2.5\n", "1:5: expected a timestamp in whole milliseconds, got \"2.5\""),
            ("a 1 2 \n", "1:6: expected the line's end after the timestamp"),
            ("a{x=1} 1\n", "1:5: expected a label value in quotes, got \"1}\""),
            ("a{x=\"1\" y=\"2\"} 1\n", "1:9: expected \",\" or \"}\" after a label, got \"y=\"2\"}\""),
            ("a{x=\"1\",x=\"2\"} 1\n", "1:9: the label \"x\" occurs twice"),
            ("a{x=\"\\q\"} 1\n", "1:6: invalid escape sequence \"\\q\"}\", expected \\\\, \\\" or \\n"),
            (
                "# TYPE a foo\n",
                "1:10: unknown type \"foo\", expected counter, gauge, histogram, summary or untyped"
            ),
            ("a 1\n# TYPE a gauge\n", "2:8: TYPE of \"a\" after its samples"),
            ("# HELP a x\n# HELP a y\n", "2:8: second HELP line for \"a\""),
            ("# TYPE h histogram\nh_bucket{le=\"x\"} 1\n", "2:10: expected a number in the label le, got \"x\""),
            ("9a 1\n", "1:1: expected a metric name, got \"9a\""),
        ])
    func faults(text: String, wanted: String) {
        let error = #expect(throws: MetricsTextError.self) { try MetricsText.parse(text) }
        #expect(error?.description == wanted)
    }
}
