import Foundation
import Testing

@testable import OpsMetrics

@Suite("Files of objectives are read strictly")
struct ObjectiveFileTests {
    static let text = """
        interval: 15s
        objectives:
          - name: availability
            target: 99.9%
            window: 30d
            bad: requests_total{status=~"5.."}
            total: requests_total
            runbook: docs/burn.md
          - name: latency
            description: "quick \\"enough\\""
            target: 0.95
            window: 28d
            latency: {histogram: 'took_seconds{job="api"}', threshold: 500ms}
          - name: batch
            target: 90%
            alerts: false
            good: |
              sum by (job) (rate(batches_total{ok="1"}[$window])) # those that went well
            total: rate(batches_total[$window])
        """

    @Test("a file with every kind of source")
    func whole() throws {
        let file = try ObjectiveFile.load(text: Self.text, name: "slo.yml")
        #expect(file.objectives.map(\.name) == ["availability", "latency", "batch"])
        #expect(file.objectives.map(\.target) == [0.999, 0.95, 0.9])
        #expect(file.objectives.map(\.budget) == [0.001, 0.05, 0.1])
        #expect(file.objectives.map(\.window) == [.seconds(30 * 86_400), .seconds(28 * 86_400), .seconds(30 * 86_400)])
        #expect(file.objectives.map(\.alerts) == [true, true, false])
        #expect(file.interval == .seconds(15))
    }

    @Test("its rules are an ordinary rule file; a target that no factor can reach is left out")
    func rules() throws {
        let file = try ObjectiveFile.load(text: Self.text, name: "slo.yml")
        let rules = try RuleFile.load(text: file.rulesText, name: "r.yml")
        #expect(rules.groups.map(\.name) == ["slo-events", "slo-budgets"])
        #expect(rules.groups[0].rules.count == 9)
        let alerts = rules.groups[1].rules.filter { $0.kind == .alert }
        #expect(alerts.count == 8)
        #expect(alerts.allSatisfy { $0.name == "ErrorBudgetBurn" })
        let tight = try ObjectiveFile.load(
            text: "objectives: [{name: a, target: 50%, bad: x, total: y}]", name: "slo.yml")
        // 14.4, 6 and 3 times half of all events are more than there are.
        #expect(try tight.budgetRules().groups[0].rules.count { $0.kind == .alert } == 1)
        let empty = try ObjectiveFile.load(text: "", name: "x")
        #expect(try empty.eventRules().groups.isEmpty && empty.budgetRules().groups.isEmpty)
        #expect(try RuleFile.load(text: empty.rulesText, name: "x").groups.isEmpty)
    }

    @Test("promtool takes the rules as they are")
    func promtool() throws {
        let directory = try Tool.temporaryDirectory()
        let path = directory.appending(path: "rules.yml")
        let file = try ObjectiveFile.load(text: Self.text, name: "slo.yml")
        try file.rulesText.write(to: path, atomically: true, encoding: .utf8)
        let result = try Tool.run("promtool", ["check", "rules", "--lint-fatal", path.path])
        #expect(result.status == 0, "\(result.output)")
    }

    @Test(
        "a fault names its place",
        arguments: [
            ("objectives: [{name: a}]", "1:14: the objective has no \"target\""),
            ("objectives:\n- name: a\n  target: 120%\n  bad: x\n  total: y", "3:11: target: expected a share below"),
            ("objectives:\n- name: a\n  target: 99.9\n  bad: x\n  total: y", "3:11: target: expected a share below"),
            ("objectives:\n- name: a\n  target: 100%\n  bad: x\n  total: y", "3:11: target: expected a share below"),
            ("objectives:\n- name: a\n  target: nan\n  bad: x\n  total: y", "3:11: target: expected a share below"),
            ("objectives:\n- name: a b\n  target: 99%", "2:9: name: expected 1 to 64 letters"),
            ("objectives:\n- name: a\n  target: 99%\n  bad: x", "2:3: expected \"total\""),
            ("objectives:\n- name: a\n  target: 99%\n  total: x", "2:3: expected one of \"good\" and \"bad\""),
            ("objectives:\n- name: a\n  target: 99%\n  total: x\n  bad: rate(x[5m])", "5:8: bad: expected a counter"),
            ("objectives:\n- name: a\n  target: 99%\n  total: x\n  bad: x offset 5m", "5:8: bad: expected a counter"),
            ("objectives:\n- name: a\n  target: 99%\n  total: x\n  bad: rate(x[$window]", "5:8: bad: could not parse"),
            ("objectives:\n- name: a\n  target: 99%\n  total: x\n  bad: x[$window]", "5:8: bad: must be an instant"),
            (
                "objectives:\n- name: a\n  target: 99%\n  window: 5m\n  bad: x\n  total: y",
                "4:11: window: expected 1h to"
            ),
            ("objectives:\n- name: a\n  target: 99%\n  latency: {histogram: x, threshold: -1}", "4:38: threshold:"),
            (
                "objectives:\n- name: a\n  target: 99%\n  latency: {histogram: sum(x), threshold: 1s}",
                "4:24: histogram:"
            ),
            (
                "objectives:\n- name: a\n  target: 99%\n  latency: {histogram: x, threshold: 1s}\n  bad: y",
                "5:8: an objective"
            ),
            (
                "objectives:\n- {name: a, target: 99%, bad: x, total: y}\n- {name: a, target: 99%, bad: x, total: y}",
                "3:3: the objective"
            ),
            ("interval: 0s", "1:11: interval: expected 1s to 5m"),
            ("groups: []", "1:1: field \"groups\" not found"),
        ])
    func faults(text: String, begin: String) throws {
        let error = #expect(throws: RuleFileError.self) { try ObjectiveFile.load(text: text, name: "slo.yml") }
        #expect("\(try #require(error))".hasPrefix("slo.yml:\(begin)"), "\(String(describing: error))")
    }
}
