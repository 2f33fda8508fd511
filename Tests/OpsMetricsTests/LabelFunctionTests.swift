import Testing

@testable import OpsMetrics

@Suite("Functions of labels")
struct LabelFunctionTests {
    @Test(
        "templates expand as Go's do",
        arguments: [
            ("$1-$2", "a-b"), ("${1}x", "ax"), ("$1x", ""), ("$n", "b"), ("${n}!", "b!"), ("$$1", "$1"), ("$", "$"),
            ("${1", "${1"), ("$-", "$-"), ("${}", "${}"), ("$3", ""), ("$9", ""), ("$0", "ab"), ("$01", ""),
            ("é$1é", "é"),
            ("$1$", "a$"), ("${n }", "${n }"),
        ])
    func templates(template: String, wanted: String) {
        #expect(CaptureTemplate.expand(template, ["ab", "a", "b", nil], [nil, "n", nil]) == wanted)
    }

    @Test("numbers in labels")
    func numbers() {
        let plain: [(Double, String)] = [
            (1e21, "1000000000000000000000"), (1.5e-7, "0.00000015"), (-0.0, "-0"), (0, "0"), (1e6, "1000000"),
            (-12.5, "-12.5"), (.infinity, "+Inf"), (.nan, "NaN"),
            (.leastNonzeroMagnitude, "0." + String(repeating: "0", count: 323) + "5"),
        ]
        for (value, wanted) in plain { #expect(NumberText.plain(value) == wanted) }
        let labels: [(Double, String)] = [
            (0.9, "0.9"), (1, "1.0"), (0, "0.0"), (-1, "-1.0"), (0.00001, "1e-05"), (1.5e-7, "1.5e-07"), (100, "100.0"),
            (1e6, "1e+06"), (1_234_567, "1.234567e+06"), (0.0001, "0.0001"), (.infinity, "+Inf"), (1e300, "1e+300"),
        ]
        for (value, wanted) in labels { #expect(NumberText.openMetrics(value) == wanted) }
    }

    @Test(
        "XXH64 gives the published values",
        arguments: [
            ("", 0xef46_db37_51d8_e999), ("a", 0xd24e_c4f1_a98c_6e5b), ("abc", 0x44bc_2cf5_ad77_0999),
            ("Nobody inspects the spammish repetition", 0xfbce_a83c_8a37_8bf1),
        ] as [(String, UInt64)])
    func hashes(text: String, wanted: UInt64) {
        #expect(XXHash64.hash(Array(text.utf8)) == wanted)
    }

    @Test("a ratio and its complement make up all, and about as many as asked for")
    func ratio() {
        let all = (0..<2_000).map { Labels(name: "x", [("i", "\($0)")]) }
        for ratio in [0.1, 0.5, 0.9] {
            let kept = Set(all.filter { LimitRatio.keeps($0, ratio: ratio) })
            let rest = Set(all.filter { LimitRatio.keeps($0, ratio: ratio - 1) })
            #expect(kept.isDisjoint(with: rest) && kept.union(rest).count == all.count)
            #expect(abs(Double(kept.count) / 2_000 - ratio) < 0.05)
        }
        #expect(all.allSatisfy { LimitRatio.keeps($0, ratio: 1) && LimitRatio.keeps($0, ratio: -7) })
        #expect(!all.contains { LimitRatio.keeps($0, ratio: 0) })
        let long = Labels([("a", String(repeating: "x", count: 300))])
        #expect(Array(LimitRatio.encoded(long).prefix(6)) == [1, 0x61, 255, 44, 1, 0])
    }

    @Test("the name, type and unit of a metric go together")
    func metadata() {
        let labels = Labels(name: "x", [("__type__", "gauge"), ("__unit__", "s"), ("a", "b")])
        #expect(labels.withoutMetadata == Labels([("a", "b")]))
        #expect(labels.withoutName["__type__"] == "gauge")
        #expect(LabelName.isValid("a b") && !LabelName.isValid(""))
    }
}
