import Testing

@testable import OpsMetrics

@Suite("Templates are refused and expanded as promtool refuses and expands them")
struct PromtoolTemplateTests {
    /// Where Prometheus 3, built with a newer Go, or this library is known to differ from 2.42.
    private static func isKnown(_ template: String, _ ours: String, _ theirs: String) -> Bool {
        // promtool 2.42 tests without a URL to tell.
        theirs.contains("error calling externalURL") || theirs.contains("error calling pathPrefix")
            // A `)` too many has an error of its own in newer Go.
            || ours.contains("unexpected right paren")
            // The library has words of its own for faults in expressions and patterns.
            || theirs.contains("error calling query: 1:") || theirs.contains("error parsing regexp")
            // Addresses in memory mean nothing.
            || theirs.lowercased().contains("0xc0") || theirs.contains("8246") || theirs.contains("0x<c>")
            // Nor do the parts of a time that is printed as a number.
            || theirs.contains(" 62135")
            // Newer Go ends a format with a point as one without a verb.
            || theirs.contains("%!.(")
            // Values are interfaces in Prometheus 3.
            || ours.contains("in type interface {}") && theirs.contains("in type float64")
            // What a loop over `args` holds is one in Go.
            || ours.contains("in type ") && theirs.contains("in type interface {}")
            || ours.replacing("Value interface {} }", with: "Value float64 }") == theirs
    }

    private static func compare(_ templates: [String]) throws {
        let theirs = try PromtoolTemplates.theirs(templates)
        var differences: [String] = []
        for (number, template) in templates.enumerated() {
            let (ours, theirs) = (PromtoolTemplates.ours(template, number), theirs[number])
            guard ours != theirs, !isKnown(template, ours.description, theirs.description) else { continue }
            differences.append("\(template.debugDescription)\n  ours   \(ours)\n  theirs \(theirs)")
        }
        #expect(
            differences.isEmpty, "\(differences.count) of \(templates.count):\n\(differences.joined(separator: "\n"))")
    }

    @Test("templates written by hand")
    func written() throws {
        try Self.compare(TemplateExamples.all)
    }

    @Test("random templates: nearly right ones", arguments: 0..<2)
    func random(seed: Int) throws {
        var generator = TemplateGenerator(seed: UInt64(seed))
        try Self.compare((0..<500).map { _ in generator.pieces() })
    }

    @Test("random templates: right ones", arguments: 0..<2)
    func grown(seed: Int) throws {
        var generator = TemplateGenerator(seed: UInt64(seed + 100))
        try Self.compare((0..<500).map { _ in generator.template(depth: 3) })
    }

    @Test("random formats of printf", arguments: 0..<2)
    func formats(seed: Int) throws {
        var generator = TemplateGenerator(seed: UInt64(seed + 200))
        try Self.compare((0..<500).map { _ in generator.format() })
    }

    @Test("random patterns: of what may be empty, and of other cases")
    func patterns() throws {
        var generator = PatternGenerator(seed: 991)
        try Self.compare((0..<1_500).map { _ in generator.replacement() })
    }
}
