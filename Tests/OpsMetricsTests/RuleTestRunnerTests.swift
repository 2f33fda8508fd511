import Testing

@testable import OpsMetrics

@Suite("promtool's unit-test files are read and run")
struct RuleTestRunnerTests {
    private func run(_ text: String, rules: String = "") -> [RuleTestResult] {
        let files = RuleTests.Files(read: { _ in rules }, match: { [$0] })
        return RuleTests.run(text: text, name: "t.yml", files: files)
    }

    @Test(
        "the notation of values",
        arguments: [
            ("1 2 3", "[1.0, 2.0, 3.0]"), ("-2+4x3", "[-2.0, 2.0, 6.0, 10.0]"), ("1-2x2", "[1.0, -1.0, -3.0]"),
            ("1x2", "[1.0, 1.0, 1.0]"), ("_x2 5", "[nil, nil, 5.0]"), ("_ 1e3", "[nil, 1000.0]"),
            ("-Inf inf", "[-inf, inf]"), ("stale 1", "[\(Staleness.marker), 1.0]"),
            ("stale+1x1", "[\(Staleness.marker), nan(0x2)]"), ("{{schema:1 sum:2}}x1 4", "[nil, nil, 4.0]"),
            ("1x99999999999999999999", "[1.0, 1.0, 1.0, 1.0, 1.0, 1.0]"),
        ])
    func values(text: String, wanted: String) throws {
        let shown = try SeriesValues(text, limit: 6).values.map { $0.map { "\($0)" } ?? "nil" }
        #expect("[" + shown.joined(separator: ", ") + "]" == wanted)
    }

    @Test(
        "faults of the notation are refused",
        arguments: ["1x", "1+2", "1,2", "1+-2x3", "stalex2", "{{a", "1X2", "'1'", "Stale", "infinity"])
    func faults(text: String) {
        #expect(throws: RuleTestError.self) { try SeriesValues(text, limit: 100) }
    }

    @Test("expressions: equal, different, not evaluable")
    func expressions() {
        let results = run(
            """
            tests:
            - interval: 1m
              input_series: [{series: 'n{a="b"}', values: '0+1x10 NaN'}]
              promql_expr_test:
              - {expr: n, eval_time: 3m, exp_samples: [{labels: 'n{a="b"}', value: 3}]}
              - {expr: n, eval_time: 3m, exp_samples: [{labels: 'n{a="b"}', value: 4}]}
              - {expr: "n[", eval_time: 3m}
              - {expr: n, eval_time: 11m, exp_samples: [{labels: 'n{a="b"}', value: .nan}]}
            """)
        #expect(results.map(\.passed) == [true, false, false, true])
        #expect(results[1].actual == "{__name__=\"n\", a=\"b\"} 3E+00")
        #expect(results[2].error != nil && results[2].actual == nil)
    }

    @Test("alerts are compared with all labels and annotations")
    func alerts() {
        let rules = """
            groups: [{name: g, rules: [{alert: A, expr: n > 1, for: 1m, labels: {s: x}, annotations: {d: "{{ $value }}"}}]}]
            """
        let results = run(
            """
            rule_files: [r.yml]
            tests:
            - interval: 1m
              input_series: [{series: n, values: '0+1x10'}]
              alert_rule_test:
              - {eval_time: 2m, alertname: A}
              - {eval_time: 3m, alertname: A, exp_alerts: [{exp_labels: {s: x}, exp_annotations: {d: "3"}}]}
              - {eval_time: 4m, alertname: A, exp_alerts: [{exp_labels: {s: x}}]}
            """, rules: rules)
        #expect(results.map(\.passed) == [true, true, false])
        #expect(results.allSatisfy { $0.kind == .alert && $0.subject == "A" })
    }

    @Test(
        "a fraction counts to the last digit that is written, a whole number exactly; fuzzy_compare forgives 1e-6",
        arguments: [
            ("0+0.1x10", "1", true, true),  // 0.1 added ten times is a bit less
            ("3.24961536185", "3.249615", true, true), ("3.24961536185", "3.249616", true, true),
            ("3.24961536185", "3.249617", false, true), ("3.24961536185", "3.2496", false, false),
            ("3.24961536185", "0.3249615e1", true, true), ("0.9999991", "1", false, true),
            ("0.9999991", "1.000000", true, true), ("0.999998", "1.000000", false, false),
            ("10000001", "10000000", false, true),
            ("1700000001.5", "1700000000.5", false, true), ("1e15", "1e15", true, true),
            ("0.000012345678", "1.23456e-05", true, true), ("0.000012345678", "0.0000123457", true, true),
            ("0.000012345678", "0.00001234", false, false), ("Inf", "1e300", false, false),
            ("100000.4", "100000", false, false),
            ("1700000999.5", "1.700000e9", false, true), ("123456789012.5", "1234567e5", false, true),
            ("0", "1.23456e-9223372036854775808", true, true), ("8", "010", true, true), ("-8", "-010", true, true),
            ("NaN", ".nan", true, true),
        ])
    func comparison(value: String, written: String, passes: Bool, passesFuzzily: Bool) {
        let test = """
            tests:
            - interval: 1m
              input_series: [{series: n, values: '\(value)'}]
              promql_expr_test: [{expr: n, eval_time: 10m, exp_samples: [{labels: n, value: \(written)}]}]
            """.replacing("eval_time: 10m", with: value.contains("x") ? "eval_time: 10m" : "eval_time: 0")
        #expect(run(test).map(\.passed) == [passes])
        #expect(run("fuzzy_compare: true\n" + test).map(\.passed) == [passesFuzzily])
    }

    @Test(
        "labels of an expected sample",
        arguments: ["", "labels: '', ", "labels: '{}', ", "labels: null, ", "labels: ' # none', "])
    func noLabels(labels: String) {
        let results = run(
            """
            tests:
            - promql_expr_test: [{expr: time(), eval_time: 2m, exp_samples: [{\(labels)value: 120}]}]
            """)
        #expect(results.map(\.passed) == [true], "\(results)")
    }

    @Test("a file that is none is one failed result", arguments: ["foo: 1", "tests: [", "tests: [{interval: soon}]"])
    func unreadable(text: String) {
        let results = run(text)
        #expect(results.count == 1 && results[0].kind == .file && !results[0].passed && results[0].error != nil)
    }

    @Test("a group with an offset looks at the past, and its labels go to its rules")
    func groupFields() {
        let rules = """
            groups: [{name: g, query_offset: 2m, labels: {s: x, t: y}, rules: [{record: r, expr: n, labels: {t: z}}]}]
            """
        let results = run(
            """
            rule_files: [r.yml]
            tests:
            - interval: 1m
              input_series: [{series: n, values: '0+1x10'}]
              promql_expr_test:
              - {expr: timestamp(r), eval_time: 9m, exp_samples: [{labels: '{s="x",t="z"}', value: 420}]}
              - {expr: r, eval_time: 9m, exp_samples: [{labels: 'r{s="x",t="z"}', value: 7}]}
            """, rules: rules)
        #expect(results.map(\.passed) == [true, true], "\(results)")
    }

    @Test("expressions see samples after the last evaluation, rules do not")
    func lookingAhead() {
        let rules = "groups: [{name: g, rules: [{record: r, expr: n offset -2m}]}]"
        let results = run(
            """
            rule_files: [r.yml]
            tests:
            - interval: 30s
              input_series: [{series: n, values: '0+1x20'}]
              promql_expr_test:
              - {expr: n offset -2m, eval_time: 3m, exp_samples: [{labels: n, value: 10}]}
              - {expr: n @ 420, eval_time: 3m, exp_samples: [{labels: n, value: 14}]}
              - {expr: n, eval_time: 3m30s, exp_samples: [{labels: n, value: 7}]}
              - {expr: r, eval_time: 3m, exp_samples: [{labels: r, value: 6}]}
            """, rules: rules)
        #expect(results.map(\.passed) == [true, true, true, true], "\(results)")
    }

    @Test("samples a millisecond apart")
    func milliseconds() {
        let results = run(
            """
            tests:
            - interval: 1ms
              input_series: [{series: n, values: '0+1x200'}]
              promql_expr_test:
              - {expr: n, eval_time: 100ms, exp_samples: [{labels: n, value: 100}]}
              - {expr: "sum_over_time(n[3ms] offset -3ms)", eval_time: 100ms, exp_samples: [{labels: "{}", value: 306}]}
            """)
        #expect(results.map(\.passed) == [true, true], "\(results)")
    }

    @Test(
        "how far ahead an expression looks, evaluated at 100 s with a look-back of 5 min",
        arguments: [
            ("1", 100), ("x", 100), ("x offset 1m", 40), ("x offset -1m", 160), ("x @ 500", 500), ("x smoothed", 400),
            ("x @ 500 offset -1m", 560), ("rate(x[5m] offset -1m)", 160), ("x @ end() + x offset -2m", 220),
            ("max_over_time(x[1h:1m] offset -1m)", 160), ("max_over_time((x offset -1m)[1h:1m] @ 200)", 260),
            ("sum_over_time(max_over_time(x[1m:1s] @ 900)[1m:1s] @ 50)", 900), ("sum(-x offset -1m)", 160),
            ("quantile(scalar(x @ 700), x)", 700), ("x offset -(5m + step())", 400),
            ("x @ 1e14", 100_000_000_000_000),
        ] as [(String, Int64)])
    func horizon(text: String, seconds: Int64) throws {
        let expression = try PromQL.parse(text).resolved(start: 100_000, end: 100_000, step: 0)
        #expect(expression.horizon(at: 100_000, query: 100_000, lookback: 300_000) == seconds * 1_000)
    }

    @Test(
        "no time is too far", arguments: ["n @ 9223372036", "n offset -290y", "n @ 9e15", "n @ -9e15", "n offset 290y"])
    func farAway(text: String) {
        let results = run(
            """
            tests:
            - interval: 1ms
              start_timestamp: 99999999999
              input_series: [{series: n, values: '0+1x20'}]
              promql_expr_test: [{expr: "\(text)", eval_time: 3m}]
            """)
        #expect(results.map(\.passed) == [true], "\(results)")
    }
}
