import Testing

@testable import OpsMetrics

@Suite("Expressions are parsed whole, and faults have a place")
struct PromQLParserTests {
    @Test(
        "faults",
        arguments: [
            ("", "1:1: parse error: no expression found"),
            (
                "foo{a=\"b\"",
                "1:10: parse error: unexpected end of input in label matching, expected \",\""
            ),
            (
                "sum(\n  rate(foo)\n)",
                "2:8: parse error: expected type range vector in call to function \"rate\", got instant vector"
            ),
            ("nofunction(foo)", "1:1: parse error: unknown function with name \"nofunction\""),
            ("1 == 2", "1:3: parse error: comparisons between scalars must use BOOL modifier"),
            ("{a=~\".*\"}", "1:1: parse error: vector selector must contain at least one non-empty matcher"),
            ("foo[5m", "1:7: parse error: unexpected end of input in subquery or range, expected \":\""),
            ("foo[0s]", "1:5: parse error: duration must be greater than 0"),
            ("foo{a=~\"(\"}", "1:5: parse error: invalid regular expression at character 2: missing )"),
            ("foo $ bar", "1:5: parse error: unexpected character \"$\""),
            ("\"open", "1:1: parse error: unterminated quoted string"),
            ("foo bar", "1:5: parse error: unexpected identifier \"bar\""),
            ("foo and on(a) group_left bar", "1:15: parse error: no grouping allowed for \"and\" operation"),
            (
                "topk(foo)",
                "1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1"
            ),
            ("sum(a,)", "1:6: parse error: trailing commas not allowed in function call args"),
            ("a{__name__=~\"b\"}", "1:1: parse error: metric name must not be set twice: \"a\" or \"b\""),
            ("{\"a\", __name__=\"b\"}", "1:1: parse error: metric name must not be set twice: \"a\" or \"b\""),
            ("a{b=\"c\",,}", "1:9: parse error: unexpected \",\" in label matching, expected identifier or \"}\""),
            ("1h5h", "1:1: parse error: bad number or duration syntax: \"1h5h\""),
        ])
    func faults(text: String, wanted: String) {
        let error = #expect(throws: PromQLError.self) { try PromQL.parse(text) }
        #expect(error?.description == wanted)
    }

    @Test(
        "Prometheus 3 reads these too",
        arguments: [
            "foo[300]", "{\"my.metric\", \"label.name\"=\"x\"}", "1_000", "2m + 1", "foo offset 60", "limitk(2, foo)",
            "{__name__=\"a\",__name__=\"b\"}",
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

    @Test(
        "fill, anchored, smoothed, arithmetic of durations and the newest functions",
        arguments: [
            "foo + fill(0) bar", "foo + on(a) group_left(b) fill_left(-1) fill_right(Inf) bar", "foo + fill",
            "rate(foo[5m] anchored)", "rate(foo[5m] smoothed offset 1m)", "foo smoothed", "changes(foo[5m] anchored)",
            "foo[5m*2]", "foo[1h+30m:5m]", "foo offset (5m/2)", "foo offset -(2*1m)", "foo[max_of(step(),5s)]",
            "foo[min(1m,2)] offset step()", "foo[range()] @ end()", "foo[2^3*1m % 7m]", "foo[-(-5m)]",
            "start() + end() + step() + range()", "min_of(1, max_of(2, 3))",
            "histogram_quantiles(foo, \"q\", 0.5, 0.9)",
            "foo </ 3", "foo >/ bar", "anchored + smoothed",
        ])
    func newest(text: String) throws {
        _ = try PromQL.parse(text)
    }

    @Test("a name from before Prometheus 3 is read as the one of now")
    func formerName() throws {
        let former = try PromQL.parse("holt_winters(foo[5m], 0.5, 0.1)")
        #expect("\(former)" == "double_exponential_smoothing(foo[5m], 0.5, 0.1)")
    }

    @Test(
        "what these refuse",
        arguments: [
            "foo and fill(0) bar", "foo + fill(bar) foo", "foo + fill(0) fill(1) bar", "1 + fill(0) foo",
            "foo + fill(0) on(a) bar", "max_over_time(foo[5m] smoothed)", "resets(foo[5m] smoothed)",
            "rate(foo[5m:1m] smoothed)", "foo anchored smoothed", "foo[5m-10m]", "foo[5m/0]", "foo[5m%0]",
            "foo[5m*]", "foo[bar]", "foo[1e300]", "foo[5m:0s]", "foo[5m == 5m]",
            "1 </ 2", "foo anchored[5m]", "foo @ (1+2)",
        ])
    func newestRefused(text: String) {
        let error = #expect(throws: PromQLError.self) { try PromQL.parse(text) }
        #expect(error?.message.hasPrefix("parse error: ") == true)
    }

    @Test(
        "durations resolve to milliseconds",
        arguments: [
            ("foo[5m*2]", 600_000), ("foo[0.29]", 290), ("foo[step()+1]", 16_000), ("foo[range()]", 60_000),
            ("foo[max_of(step(), 5s) ^ 1]", 15_000), ("foo[4h % 3h]", 3_600_000), ("foo[min(range(), 10)]", 10_000),
        ])
    func resolved(text: String, milliseconds: Int64) throws {
        let expression = try PromQL.parse(text).resolved(start: 0, end: 60_000, step: 15_000)
        guard case .range(_, let window) = expression.node else {
            Issue.record("no range selector")
            return
        }
        #expect(window == milliseconds)
    }

    @Test("a window of step() is refused in an instant query, with its place")
    func noStep() throws {
        let expression = try PromQL.parse("rate(foo[step()])")
        let error = #expect(throws: PromQLError.self) { try expression.resolved(start: 0, end: 0, step: 0) }
        #expect(error?.description == "1:10: duration must be greater than 0")
    }
}
