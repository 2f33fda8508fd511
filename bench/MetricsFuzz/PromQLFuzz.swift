/// Lexer, parser and printer: what is parsed and printed is parsed again, to the same text.
enum PromQLFuzz {
    static func feed(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let expression: Expression
        do {
            expression = try PromQL.parse(text)
        } catch {
            promise(error.line >= 1 && error.column >= 1, "an error without a place")
            promise(error.offset >= 0 && error.offset <= text.utf8.count, "an error beyond the text")
            return
        }
        let printed = expression.description
        guard printed.utf8.count <= PromQL.lengthLimit else { return }
        do {
            let again = try PromQL.parse(printed)
            promise(again.type == expression.type, "printed as another type: \(printed)")
            promise(again.description == printed, "printed differently: \(printed) then \(again.description)")
        } catch {
            broken("printed as what is not parsed: \(printed): \(error)")
        }
    }

    static let seeds = [
        "1 + 2 * 3 ^ -2 ^ .5e-3 % 0x1F - 1_000", "-1 ^ 2", "Inf - NaN == bool 3 atan2 4",
        "'a\\n\\x41\\u00e9\\101' # note",
        "`raw \\ text`", "up", "up{job=\"a\",instance!=\"b\",x=~\"c.*\",y!~\"d|e\",}",
        "{\"metric.with.dots\", \"l.x\"='v'}",
        "{__name__=~\"a|b\"} offset 5m @ 1609746000.123", "x @ start() offset -1h30m", "x[5m:30s] @ end()",
        "rate(http_requests_total{code=~\"5..\"}[5m] offset 1d)", "x[5m]", "max_over_time(rate(x[1m])[1h:])",
        "sum by (a, \"b.c\") (x) / on (a) group_left (b) y", "sum(x) without (le)", "topk(3, x)", "quantile(0.9, x)",
        "count_values(\"v\", x)", "limitk by (a) (2, x)", "limit_ratio(-0.5, x)",
        "a and on () b or ignoring (x) c unless d", "a > bool on (x) group_right () fill_left(0) fill_right(1.5) b",
        "a + fill(0) b", "histogram_quantile(0.95, sum by (le) (rate(h_bucket[5m])))",
        "label_replace(x, \"dst\", \"$1-$2\", \"src\", \"(.*)-(.*)\")", "label_join(x, \"d\", \",\", \"a\", \"b\")",
        "x[5m * 2 + step()]", "x offset (max_of(step(), 5s) / 2)", "x[min_of(range(), 1h) ^ 1:(2 * 30)]",
        "rate(x[5m] anchored)", "increase(x[5m] smoothed)", "x smoothed",
        "info(x, {__name__=\"target_info\", k=~\".+\"})",
        "time() - timestamp(x) > 60", "absent_over_time(x[1h])", "predict_linear(x[1h], 4 * 3600) < 0",
        "double_exponential_smoothing(x[10m], 0.5, 0.1)", "(((x)))", "sort_by_label_desc(x, \"a\", \"b\")",
        "{__name__=\"on\"} + bool + ignoring", "foo:bar:baz", "1h30m", "5 * 1d2h3m4s5ms",
    ]
}
