import Testing

@testable import OpsMetrics

@Suite("Any text is parsed or refused, and what is printed parses back")
struct PromQLPropertyTests {
    private static let words = [
        "foo", "sum", "by", "(", ")", "{", "}", "[", "]", "5m", "1", ":", ",", "+", "-", "^", "offset", "@", "\"a\"",
        "=",
        "rate", "step()", "fill", "on", "group_left", "anchored", "smoothed", "bool", "and", "==", "=~", "`x`", " ",
        "#",
        "0x", "1e", "\\", "\n", "é", "max_of",
    ]

    @Test("printing is a fixed point over the whole language")
    func printing() throws {
        let newest = [
            "foo[5m*2:step()] offset -(1m+2)", "rate(foo[step()] smoothed @ end() offset 1m)",
            "foo * on(a) group_left(b) fill_left(-1) fill_right(2) bar", "{\"my.metric\",\"a.b\"=\"x\"} @ -1.5",
            "sum by (\"a.b\") (foo)", "foo[min_of(range(), 5s) % 3]", "-foo ^ -2",
            "count_values(\"x\", foo) or NaN + foo",
        ]
        var printed = 0
        for text in DifferentialExpressions.all + newest {
            guard let expression = try? PromQL.parse(text) else { continue }
            let again = try PromQL.parse(expression.description)
            #expect(again.description == expression.description)
            printed += 1
        }
        #expect(printed > 400)
    }

    @Test("random words never trap")
    func randomWords() {
        var generator = SeededGenerator(seed: 7)
        var refused = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 1...14, using: &generator)
            let text = (0..<count).map { _ in Self.words.randomElement(using: &generator) ?? "" }.joined()
            if (try? PromQL.parse(text)) == nil { refused += 1 }
        }
        #expect(refused > 0)
    }

    @Test(
        "deep nesting of every kind is refused",
        arguments: ["(", "-", "sum(", "foo[(", "foo[-", "foo offset (", "abs("])
    func deep(part: String) {
        #expect(throws: PromQLError.self) { try PromQL.parse(String(repeating: part, count: 2_000) + "1") }
        #expect(throws: PromQLError.self) {
            try PromQL.parse("foo[" + String(repeating: "(", count: 16_000))
        }
    }
}
