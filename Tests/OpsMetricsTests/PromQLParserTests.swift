import Testing

@testable import OpsMetrics

@Suite("Expressions are parsed whole, and faults have a place")
struct PromQLParserTests {
    @Test(
        "faults",
        arguments: [
            ("", "1:1: no expression found"),
            ("foo{a=\"b\"", "1:10: unexpected the end of the expression in label matching, expected \",\""),
            (
                "sum(\n  rate(foo)\n)",
                "2:8: expected type range vector in call to function \"rate\", got instant vector"
            ),
            ("nofunction(foo)", "1:1: unknown function with name \"nofunction\""),
            ("1 == 2", "1:3: comparisons between scalars must use BOOL modifier"),
            ("{a=~\".*\"}", "1:1: vector selector must contain at least one non-empty matcher"),
            ("foo[5m", "1:7: unexpected the end of the expression in range or subquery, expected \":\""),
            ("foo[0s]", "1:5: duration must be greater than 0"),
            ("foo{a=~\"(\"}", "1:8: invalid regular expression at character 2: missing )"),
            ("foo $ bar", "1:5: unexpected character \"$\""),
            ("\"open", "1:1: unterminated quoted string"),
            ("foo bar", "1:5: unexpected identifier \"bar\""),
            ("foo and on(a) group_left bar", "1:15: no grouping allowed for \"and\" operation"),
            ("topk(foo)", "1:1: wrong number of arguments for aggregate expression provided, expected 2, got 1"),
            ("1h5h", "1:1: bad number or duration syntax: \"1h5h\""),
        ])
    func faults(text: String, wanted: String) {
        let error = #expect(throws: PromQLError.self) { try PromQL.parse(text) }
        #expect(error?.description == wanted)
    }

    @Test(
        "Prometheus 3 reads these too",
        arguments: [
            "foo[300]", "{\"my.metric\", \"label.name\"=\"x\"}", "1_000", "2m + 1", "foo offset 60", "limitk(2, foo)",
            "sort_by_label(foo, \"a\")", "info(foo)", "histogram_count(foo)",
            "double_exponential_smoothing(foo[5m], 1, 1)",
            "SUM BY (a) (foo) AND bar", "foo @ 5m",
        ])
    func version3(text: String) throws {
        _ = try PromQL.parse(text)
    }

    @Test("hostile nesting and length are refused")
    func bounded() {
        #expect(throws: PromQLError.self) { try PromQL.parse(String(repeating: "(", count: 16_000)) }
        #expect(throws: PromQLError.self) { try PromQL.parse(String(repeating: "-", count: 16_000) + "1") }
        #expect(throws: PromQLError.self) { try PromQL.parse(String(repeating: "1+", count: 1_001) + "1") }
    }

    @Test("a long chain neither nests too deep nor overflows")
    func chain() throws {
        let sum = try PromQL.parse(String(repeating: "1+", count: 1_000) + "1")
        #expect(try QueryEngine(store: SeriesStore()).instant(sum, at: 0) == .scalar(1_001))
    }

    @Test("durations", arguments: [("1h30m", 5_400_000), ("5m", 300_000), ("1d12h", 129_600_000), ("15ms", 15)])
    func durations(text: String, milliseconds: Int64) {
        #expect(PromQLDuration.milliseconds(text) == milliseconds)
        #expect(PromQLDuration.text(milliseconds) == text)
    }

    @Test("no durations", arguments: ["", "5", "m", "5m1h", "5x", "99999999999999999999s", "1000000y", "-5m"])
    func noDurations(text: String) {
        #expect(PromQLDuration.milliseconds(text) == nil)
    }
}
