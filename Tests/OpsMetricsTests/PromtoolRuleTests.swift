import Foundation
import Testing

@testable import OpsMetrics

@Suite("promtool test rules succeeds on our answers")
struct PromtoolRuleTests {
    /// Values at every ten seconds from zero: a number, nil where nothing was scraped, the marker where it ended.
    private struct Input {
        let labels: Labels
        let values: [Double?]

        var text: String {
            values.map { value in
                guard let value else { return "_" }
                return Staleness.isStale(value) ? "stale" : Exposition.number(value)
            }.joined(separator: " ")
        }
    }

    private static let interval: Int64 = 10_000

    private static func inputs() -> [Input] {
        var random = SeededGenerator(seed: 3)
        var inputs: [Input] = []
        for (endpoint, status, step) in [
            ("/v1/leads/enrich", "200", 90), ("/v1/leads/enrich", "500", 4), ("/v1/leads/enrich", "503", 3),
            ("/metrics", "500", 400),
        ] {
            var total = 40_000.0
            let values: [Double?] = (0..<60).map { index in
                // Failures only for a part of the time, so that the alert comes and goes.
                let isQuiet = status != "200" && endpoint != "/metrics" && (index < 12 || index > 40)
                total += isQuiet ? 0 : Double(Int.random(in: 0...step, using: &random))
                return index % 17 == 5 ? nil : total
            }
            let labels = [("endpoint", endpoint), ("status", status), ("method", "GET")]
            inputs.append(Input(labels: Labels(name: "http_requests_total", labels), values: values))
        }
        for (index, bound) in ["0.1", "0.5", "1", "+Inf"].enumerated() {
            let values = (0..<60).map { step -> Double? in
                let pace = step > 8 ? 1 : 5
                return Double(30_000 + pace * step * (index + 1))
            }
            inputs.append(
                Input(
                    labels: Labels(
                        name: "http_request_duration_seconds_bucket", [("endpoint", "/v1/leads/enrich"), ("le", bound)]),
                    values: values))
        }
        let gauge = (0..<60).map { step -> Double? in
            if step == 30 { return Staleness.marker }
            return (31..<35).contains(step) ? nil : Double(step % 7)
        }
        return inputs + [Input(labels: Labels(name: "depth", [("queue", "jobs")]), values: gauge)]
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }

    private static func header(_ inputs: [Input], rules: String) -> String {
        var text = "rule_files: [\(rules)]\nevaluation_interval: 5s\ntests:\n- interval: 10s\n  input_series:\n"
        for input in inputs {
            let series = "\(input.labels)".replacing(", ", with: ",")
            text += "  - series: '\(series)'\n    values: '\(input.text)'\n"
        }
        return text
    }

    private static func check(_ text: String, _ rules: String?) throws {
        let directory = try Tool.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appending(path: "test.yml")
        try text.write(to: file, atomically: true, encoding: .utf8)
        if let rules {
            try rules.write(to: directory.appending(path: "rules.yml"), atomically: true, encoding: .utf8)
        }
        let result = try Tool.run("promtool", ["test", "rules", file.path])
        #expect(result.status == 0 && result.output.contains("SUCCESS"), "\(result.output)")
    }

    // Rounded where many values are summed: Prometheus 3 compensates rounding in sums, 2 does not, and promtool compares
    // every digit. Evaluated off the grid of samples, since the two also differ in which edge of a window is open.
    @Test("expressions, with gaps and ended series")
    func expressions() throws {
        let inputs = Self.inputs()
        let store = SeriesStore()
        for input in inputs {
            for (index, value) in input.values.enumerated() {
                if let value { store.append(input.labels, at: Int64(index) * Self.interval, value) }
            }
        }
        var text = Self.header(inputs, rules: "") + "  promql_expr_test:\n"
        for expression in [
            "depth", "count_over_time(depth[45s])", "round(sum(rate(http_requests_total[45s])), 0.000001)",
            "absent(depth)",
            "increase(http_requests_total{status=~\"5..\"}[75s])", "max_over_time(depth[1m:11s])",
            "depth offset 15s > 2",
            "histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[45s])))",
            "round(sum by (status) (irate(http_requests_total[45s])) / on() group_left sum(irate(http_requests_total[45s])), 0.0007)",
        ] {
            for second in [123, 287, 303, 337, 366, 481] {
                text += try Self.expectation(expression, store, Int64(second))
            }
        }
        try Self.check(text, nil)
    }

    private static func expectation(_ expression: String, _ store: SeriesStore, _ second: Int64) throws -> String {
        let value = try QueryEngine(store: store).instant(PromQL.parse(expression), at: second * 1_000)
        guard case .vector(let samples) = value else { return "" }
        var text = "  - expr: \(quoted(expression))\n    eval_time: \(second)s\n    exp_samples:\n"
        for sample in samples {
            text += "    - labels: \(quoted("\(sample.labels)"))\n      value: \(Exposition.number(sample.value))\n"
        }
        return text
    }

    @Test(
        "the shipped alerts fire when ours do, with the same words", arguments: ["opstui.rules.yml", "demo.rules.yml"])
    func alerts(name: String) throws {
        // Windows of ten seconds need samples closer than the grid of the test; both sides get the wider window.
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "deploy/rules/\(name)")
        let rules = try String(contentsOf: url, encoding: .utf8).replacing("[10s]", with: "[38s]")
            .replacing("[1m]", with: "[58s]").replacing("interval: 1s", with: "interval: 5s")
        let group = try #require(try RuleFile.load(text: rules, name: name).groups.first)
        let inputs = Self.inputs()
        let store = SeriesStore()
        let engine = QueryEngine(store: store)
        var state = RuleGroupState()
        var text = Self.header(inputs, rules: "rules.yml") + "  alert_rule_test:\n"
        var firingTimes = 0
        for second in stride(from: Int64(0), through: 590, by: 5) {
            for input in inputs where second % 10 == 0 {
                if let value = input.values[Int(second / 10)] { store.append(input.labels, at: second * 1_000, value) }
            }
            let alerts = state.evaluate(group, engine: engine, at: second * 1_000).alerts.filter { $0.state == .firing }
            firingTimes += alerts.count
            for rule in group.rules { text += Self.expectation(rule, alerts, second) }
        }
        #expect(firingTimes > 10)
        try Self.check(text, rules)
    }

    @Test(
        "a rule that writes what stands there already fails the test for both",
        arguments: [
            ("  - {record: 'a:b', expr: x}\n  - {record: 'a:b', expr: x + 1}", "a:b", "0s"),
            ("  - {record: y, expr: x}", "y", "1m"),
            ("  - {alert: A, expr: x, labels: {i: z}}\n  - {alert: A, expr: y, labels: {i: z}}", "A", "1m"),
            ("  - {alert: A, expr: x, labels: {i: z}}\n  - {alert: A, expr: x, labels: {i: z}}", "", ""),
            ("  - {record: y, expr: absent(x)}", "", ""),
        ])
    func duplicates(rules: String, name: String, time: String) throws {
        let directory = try Tool.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let rules = "groups:\n- name: g\n  rules:\n" + rules
        let test = """
            rule_files: [rules.yml]
            evaluation_interval: 1m
            tests:
            - interval: 1m
              input_series: [{series: x, values: '1 2 3'}, {series: y, values: '_ 6 7'}]
              promql_expr_test: [{expr: time(), eval_time: 2m, exp_samples: [{labels: '', value: 120}]}]
            """
        let file = directory.appending(path: "test.yml")
        try test.write(to: file, atomically: true, encoding: .utf8)
        try rules.write(to: directory.appending(path: "rules.yml"), atomically: true, encoding: .utf8)
        let theirs = try Tool.run("promtool", ["test", "rules", file.path])
        let results = RuleTests.run(
            text: test, name: "test.yml", files: RuleTests.Files(read: { _ in rules }, match: { [$0] }))
        let ours = results.compactMap(\.error).joined()
        guard !name.isEmpty else {
            #expect(theirs.status == 0 && ours.isEmpty && results.allSatisfy(\.passed), "\(theirs.output) \(ours)")
            return
        }
        let fault = "rule: \(name), time: \(time), err: "
        #expect(theirs.output.replacing("time: 1m0s", with: "time: 1m").contains(fault), "\(theirs.output)")
        #expect(ours.contains(fault + "1 of"), "\(ours)")
    }

    private static func expectation(_ rule: Rule, _ alerts: [AlertInstance], _ second: Int64) -> String {
        var text = "  - eval_time: \(second)s\n    alertname: \(rule.name)\n    exp_alerts:\n"
        for alert in alerts where alert.name == rule.name {
            text += "    - exp_labels:\n"
            for label in alert.labels.pairs where label.name != "alertname" {
                text += "        \(label.name): \(quoted(label.value))\n"
            }
            text += "      exp_annotations:\n"
            for (name, value) in alert.annotations { text += "        \(name): \(quoted(value))\n" }
        }
        return text
    }
}
