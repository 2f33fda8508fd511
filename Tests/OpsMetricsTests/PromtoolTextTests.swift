import Testing

@testable import OpsMetrics

@Suite("Version 0.0.4 is taken and refused as promtool takes and refuses it")
struct PromtoolTextTests {
    /// Pieces whose random order makes texts that are nearly right.
    private static let pieces = [
        "a", "b", "h", "h_sum", "h_count", "h_bucket", " ", " ", " ", "\t", "\n", "\n", "\n", "{", "}", "{x=\"1\"}",
        "{le=\"1\"}", "{le=\"x\"}", "{quantile=\"0.5\"}", "x", "=", "\"", "\\", ",", "1", "1", "2.5", "-3", "NaN",
        "+Inf", "1e5", ".", "_", ":", "# ", "#", "HELP", "TYPE", "# HELP a x\n", "# TYPE a gauge\n", "a 1\n",
        "# TYPE h histogram\n", "# TYPE h summary\n", " counter", "HISTOGRAM", "\\n", "é", "a{x=\"1\",y=\"2\"} 1 5\n",
        "\r", "\u{0}", "# TYPE h_sum gauge\n",
    ]

    @Test("random texts", arguments: 0..<3)
    func random(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var disagreements: [String] = []
        for _ in 0..<60 {
            let count = Int.random(in: 1...9, using: &random)
            var text = (0..<count).compactMap { _ in Self.pieces.randomElement(using: &random) }.joined()
            if Bool.random(using: &random) { text += "\n" }
            let wanted = try Tool.run("promtool", ["check", "metrics"], input: text).status != 1
            let taken = (try? MetricsText.parse(text)) != nil
            if wanted != taken {
                disagreements.append("\(wanted ? "promtool takes" : "promtool refuses") \(text.debugDescription)")
            }
        }
        #expect(disagreements.isEmpty, "\(disagreements.joined(separator: "\n"))")
    }
}
