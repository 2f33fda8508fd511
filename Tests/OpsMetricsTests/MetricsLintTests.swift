import Testing

@testable import OpsMetrics

@Suite("Lint says what is unwise")
struct MetricsLintTests {
    private func notes(_ text: String, _ format: ExpositionFormat = .prometheusText) throws -> [String] {
        MetricsLint.notes(try MetricsText.parse(Array(text.utf8), format: format), format: format).map(\.description)
    }

    @Test("a clean text has no notes")
    func clean() throws {
        #expect(try notes("# HELP a_total A.\n# TYPE a_total counter\na_total 1\n").isEmpty)
        #expect(try notes("# TYPE a counter\n# HELP a A.\na_total 1\n# EOF\n", .openMetrics).isEmpty)
    }

    @Test(
        "each note, with its line",
        arguments: [
            ("# HELP a A.\n# TYPE a counter\na 1\n", "1:1: a: counter metrics should have \"_total\" suffix"),
            (
                "# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n",
                "1:1: a_total: non-counter metrics should not have \"_total\" suffix"
            ),
            ("a 1\n", "1:1: a: no help text"),
            ("# HELP a_ms A.\na_ms 1\n", "1:1: a_ms: use base unit \"seconds\" instead of \"ms\""),
            (
                "# HELP a_count A.\n# TYPE a_count gauge\na_count 1\n",
                "1:1: a_count: a gauge should not have \"_count\" suffix"
            ),
            ("# HELP aB A.\naB 1\n", "1:1: aB: metric names should be written in 'snake_case' not 'camelCase'"),
            ("# HELP a A.\na{le=\"1\"} 1\n", "2:1: a: non-histogram metrics should not have \"le\" label"),
            ("# HELP a A.\na 1\na 2\n", "3:1: a: the series a occurs twice"),
            (
                "# HELP h A.\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\n",
                "3:1: h: a histogram without a bucket le=\"+Inf\""
            ),
        ])
    func each(text: String, wanted: String) throws {
        #expect(try notes(text) == [wanted])
    }
}
