import Testing

@testable import OpsMetrics

@Suite("Relabelling")
struct RelabellingTests {
    private static func rules(_ steps: String) throws -> [RelabelRule] {
        let text = "scrape_configs: [{job_name: j, relabel_configs: [\(steps)]}]"
        return try #require(try ScrapeConfiguration.load(text: text, name: "p").jobs.first).targetRules
    }

    private static let given = [("a", "foo"), ("b", "bar"), ("c", "baz"), ("__meta_zone", "Z-1")]

    /// Steps, and what they make of `given`: labels that are other, an empty one for one that is gone; nil is dropped.
    private static let cases: [(String, [(String, String)]?)] = [
        ("{source_labels: [a], regex: 'f(.*)', target_label: d, replacement: 'ch${1}-$1'}", [("d", "choo-oo")]),
        (
            "{source_labels: [a, b], regex: 'foo;(?P<rest>.*)', target_label: d, replacement: '$rest$$'}",
            [("d", "bar$")]
        ),
        ("{source_labels: [a, b], separator: '', regex: foobar, target_label: a, replacement: ''}", [("a", "")]),
        ("{source_labels: [a], regex: 'o', target_label: d}", []),
        ("{source_labels: [a], regex: '(f)(.)(.)', target_label: '${1}_$3', replacement: x}", [("f_o", "x")]),
        ("{source_labels: [none], target_label: a}", [("a", "")]),
        ("{target_label: d, replacement: static}", [("d", "static")]),
        ("{source_labels: [a], target_label: d, replacement: }", []),
        ("{source_labels: [a], regex: '(x)?foo', target_label: d, replacement: '<$1>'}", [("d", "<>")]),
        ("{source_labels: [a], target_label: d, replacement: '$1x ${1}x $9 ${ $'}", [("d", " foox  ${ $")]),
        ("{source_labels: [a], action: keep, regex: foo}", []), ("{source_labels: [a], action: keep, regex: fo}", nil),
        ("{source_labels: [a], action: drop, regex: foo|x}", nil), ("{source_labels: [a], action: drop, regex: o}", []),
        ("{source_labels: [a], action: keepequal, target_label: b}", nil),
        ("{source_labels: [a], action: dropequal, target_label: a}", nil),
        ("{source_labels: [none], action: keepequal, target_label: also}", []),
        ("{source_labels: [c], action: hashmod, modulus: 1000, target_label: d}", [("d", "976")]),
        (
            "{source_labels: [a, b], action: hashmod, modulus: 18446744073709551615, target_label: d}",
            [("d", "15973639978189266750")]
        ),
        ("{action: labelmap, regex: '__meta_(.+)', replacement: 'm_$1'}", [("m_zone", "Z-1")]),
        ("{action: labeldrop, regex: 'a|b'}", [("a", ""), ("b", "")]),
        ("{action: labelkeep, regex: '[ab].*'}", [("c", ""), ("__meta_zone", "")]),
        ("{source_labels: [__meta_zone], action: lowercase, target_label: z}", [("z", "z-1")]),
        ("{source_labels: [a, b], action: uppercase, target_label: z}", [("z", "FOO;BAR")]),
        (
            "{target_label: d, replacement: x}, {source_labels: [d], target_label: e, replacement: '${1}y'}",
            [("d", "x"), ("e", "xy")]
        ),
        ("{regex: '.*', target_label: d, replacement: '${0}z'}, {source_labels: [d], regex: z, action: drop}", nil),
    ]

    @Test("each action", arguments: cases)
    func actions(steps: String, changes: [(String, String)]?) throws {
        let labels = Labels(Self.given)
        var wanted = changes.map { _ in labels }
        for (name, value) in changes ?? [] { wanted = wanted?.setting(name, to: value) }
        #expect(RelabelRule.apply(try Self.rules(steps), to: labels) == wanted)
    }

    @Test(
        "MD5 of RFC 1321, A.5",
        arguments: [
            ("", 0xe980_0998_ecf8_427e), ("a", 0x31c3_99e2_6977_2661), ("abc", 0xd696_3f7d_28e1_7f72),
            ("message digest", 0x525a_2f31_aaf1_61d0),
            ("12345678901234567890123456789012345678901234567890123456789012345678901234567890", 0xac49_da2e_2107_b67a),
        ] as [(String, UInt64)])
    func digest(text: String, half: UInt64) {
        #expect(MD5.lastHalf(text.utf8) == half)
    }

    /// Each doubles something with every step: a value, a value of many parts, a name, the number of labels, a joined text.
    private static let doubling = [
        String(repeating: "{source_labels: [a], target_label: a, replacement: '$1$1'},", count: 60),
        "{source_labels: [a], target_label: a, replacement: '\(String(repeating: "$1", count: 40_000))'}",
        String(repeating: "{regex: '(.*)', action: labelmap, replacement: '$1$1'},", count: 60),
        "{source_labels: [a], target_label: '\(String(repeating: "$1", count: 40_000))', replacement: x}",
        (0..<60).map { "{regex: '(.*)', action: labelmap, replacement: '\($0)_$1'}," }.joined(),
        String(repeating: "{source_labels: [a, a], separator: '', target_label: a},", count: 60),
        "{source_labels: [a], target_label: a, replacement: '\(String(repeating: "x", count: 60_000))'}, "
            + "{source_labels: [\(String(repeating: "a,", count: 40_000))a], action: keep}",
    ]

    @Test("steps that make too much are stopped, and what they were for is told why", arguments: doubling)
    func bounds(steps: String) throws {
        #expect(RelabelRule.apply(try Self.rules(steps), to: Labels(Self.given)) == nil)
        let text =
            "scrape_configs: [{job_name: j, metric_relabel_configs: [\(steps)], static_configs: [{targets: [h]}]}]"
        let job = try #require(try ScrapeConfiguration.load(text: text, name: "p").jobs.first)
        var scraper = TargetScraper(job: job, target: try #require(job.targets(job.staticGroups).targets.first))
        let body = Array("m{a=\"foo\"} 1\n".utf8)
        let report = scraper.take(
            .body(body, contentType: "text/plain"), at: 1_000, took: .zero, into: SeriesStore())
        #expect(report.error?.contains("relabelling makes") == true, "\(report)")
        let targets =
            "scrape_configs: [{job_name: j, relabel_configs: [\(steps)], "
            + "static_configs: [{targets: [h], labels: {a: foo}}]}]"
        let other = try #require(try ScrapeConfiguration.load(text: targets, name: "p").jobs.first)
        let list = other.targets(other.staticGroups)
        #expect(list.targets.isEmpty && list.faults.first?.contains("relabelling makes") == true)
    }

    @Test("letters change one for one, as Go changes them")
    func letters() {
        #expect(LetterCase.lower("ÄİSTRASSE Σ") == "äistrasse σ")
        #expect(LetterCase.upper("straße äŉ \u{1FB3}") == "STRAßE Äŉ \u{1FBC}")
    }
}
