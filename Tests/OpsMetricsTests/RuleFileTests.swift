import Foundation
import Testing

@testable import OpsMetrics

@Suite("Rule files are read strictly")
struct RuleFileTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func shipped(_ name: String) throws -> RuleFile {
        let url = root.appending(path: "deploy/rules/\(name)")
        return try RuleFile.load(text: String(contentsOf: url, encoding: .utf8), name: name)
    }

    static func group(_ rules: String) throws -> RuleGroup {
        let file = try RuleFile.load(text: "groups:\n- name: g\n  interval: 1s\n  rules:\n" + rules, name: "t.yml")
        return try #require(file.groups.first)
    }

    @Test("the shipped rules load here and in promtool", arguments: ["opstui.rules.yml", "demo.rules.yml"])
    func shippedFiles(name: String) throws {
        let file = try Self.shipped(name)
        let rules = file.groups.flatMap(\.rules)
        let parts = [
            "BreakerOpen", "JobQueueLong", "JobsWaitLong", "JobsFail", "CacheHitRatioLow", "LimiterLocal",
            "MQTTLinkDown", "ValveStale", "RulesFail", "TenantAbuse", "RouteSlow",
        ]
        let alerts = rules.filter { $0.kind == .alert }
        #expect(alerts.map(\.name) == ["HighErrorRate", "HighLatency"] + (name == "opstui.rules.yml" ? parts : []))
        let result = try Tool.run(
            "promtool", ["check", "rules", Self.root.appending(path: "deploy/rules/\(name)").path])
        #expect(result.status == 0, "\(result.output)")
    }

    @Test(
        "every shipped alert says what holds, and has a runbook that exists and is its own",
        arguments: ["opstui.rules.yml", "demo.rules.yml", "plant.rules.yml"])
    func runbooks(name: String) throws {
        for rule in try Self.shipped(name).groups.flatMap(\.rules) where rule.kind == .alert {
            let texts = Dictionary(
                uniqueKeysWithValues: rule.annotations.map { ($0.name, $0.template.source) })
            #expect(Set(texts.keys).isSuperset(of: ["description", "reading", "summary"]), "\(rule.name)")
            let path = try #require(texts["runbook_url"], "\(rule.name) has no runbook")
            #expect(path.hasPrefix("docs/runbooks/"))
            let book = try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
            #expect(book.hasPrefix("# \(rule.name)\n"), "\(path)")
        }
    }

    @Test("no runbook lies there without its rule")
    func runbooksWithoutRules() throws {
        let names = try ["opstui.rules.yml", "plant.rules.yml"].flatMap { try Self.shipped($0).groups.flatMap(\.rules) }
        let known = Set(names.flatMap(\.annotations).filter { $0.name == "runbook_url" }.map(\.template.source))
        let books = try FileManager.default.contentsOfDirectory(
            atPath: Self.root.appending(path: "docs/runbooks").path)
        // The alerts of error budgets are made from a file of objectives.
        for book in books where book != "error-budget-burn.md" {
            #expect(known.contains("docs/runbooks/\(book)"), "\(book)")
        }
    }

    @Test("the shipped unit tests of the shipped rules pass here and in promtool")
    func shippedTests() throws {
        let file = Self.root.appending(path: "deploy/rule-tests/opstui.test.yml")
        let rules = try String(contentsOf: Self.root.appending(path: "deploy/rules/opstui.rules.yml"), encoding: .utf8)
        let results = RuleTests.run(
            text: try String(contentsOf: file, encoding: .utf8), name: "opstui.test.yml",
            files: RuleTests.Files(read: { _ in rules }, match: { [$0] }))
        #expect(!results.isEmpty && results.allSatisfy(\.passed), "\(results)")
        let promtool = try Tool.run("promtool", ["test", "rules", file.path])
        #expect(promtool.status == 0, "\(promtool.output)")
    }

    @Test("the demo differs from the shipped rules in windows only")
    func demo() throws {
        let shipped = try Self.shipped("opstui.rules.yml").groups[0]
        let demo = try Self.shipped("demo.rules.yml").groups[0]
        #expect(shipped.interval == .seconds(5) && demo.interval == .seconds(1))
        #expect(shipped.rules.map(\.hold) == [.seconds(120), .seconds(300)])
        #expect(demo.rules.map(\.hold) == [.seconds(2), .seconds(2)])
        #expect(demo.rules.map(\.text) == shipped.rules.map { $0.text.replacing("[1m]", with: "[10s]") })
    }

    @Test("fields of groups and rules")
    func fields() throws {
        let group = try Self.group(
            """
              - alert: A
                expr: |
                  up == 0
                for: 1m30s
                keep_firing_for: 5m
                labels: {severity: page}
              - record: a:b
                expr: sum(x)
            """)
        #expect(group.interval == .seconds(1))
        #expect(group.rules[0].text == "up == 0")
        #expect(group.rules[0].hold == .seconds(90))
        #expect(group.rules[0].keepFiring == .seconds(300))
        #expect(group.rules[0].line == 5)
        #expect(group.rules[1].kind == .record)
    }

    @Test("an empty file has no groups", arguments: ["", "groups:", "groups: []", "# nothing\n"])
    func empty(text: String) throws {
        #expect(try RuleFile.load(text: text, name: "t.yml").groups.isEmpty)
    }

    @Test(
        "faults name file and line",
        arguments: [
            ("  - alert: A\n    exprr: x", "t.yml:6:5: field \"exprr\" not found in a rule, expected one of"),
            ("  - alert: A", "t.yml:5:5: group \"g\", rule 1, \"A\": field 'expr' must be set in rule"),
            ("  - expr: x", "t.yml:5:5: group \"g\", rule 1, \"\": one of 'record' or 'alert' must be set"),
            (
                "  - alert: A\n    record: b\n    expr: x",
                "t.yml:5:5: group \"g\", rule 1, \"A\": only one of 'record' and 'alert' must be set"
            ),
            (
                "  - alert: A\n    expr: sum(",
                "t.yml:6:11: group \"g\", rule 1, \"A\": could not parse expression: 1:5: parse error: unexpected end"
            ),
            (
                "  - alert: A\n    expr: x\n    for: soon",
                "t.yml:7:10: group \"g\", rule 1, \"A\": for: not a valid duration: \"soon\""
            ),
            (
                "  - record: a\n    expr: x\n    for: 1m",
                "t.yml:7:10: group \"g\", rule 1, \"a\": invalid field 'for' in recording rule"
            ),
            (
                "  - record: a{}\n    expr: x",
                "t.yml:5:13: group \"g\", rule 1, \"a{}\": braces present in the recording rule name"
            ),
            (
                "  - alert: A\n    expr: x\n    annotations:\n      s: \"{{ $nope }}\"",
                "t.yml:8:10: group \"g\", rule 1, \"A\": annotation \"s\": template: __alert_A:1: undefined variable \"$nope\""
            ),
            ("  - alert: A\n    expr: x\n    expr: y", "t.yml:6:5: fields occur twice: expr"),
            ("  - alert: A\n    expr: [x", "t.yml:"),
            ("  rules: 7", "t.yml:"),
        ])
    func faults(rules: String, wanted: String) {
        let error = #expect(throws: RuleFileError.self) { try Self.group(rules) }
        #expect(error?.description.hasPrefix(wanted) == true, "\(error?.description ?? "none")")
    }

    /// Every line is a fault that promtool tells too, in its words.
    private static let faulty = """
        groups:
        - name: g
          rules:
          - {record: a, expr: 'x +'}
          - {alert: b, expr: y, labels: {__name__: y, "": z, l: "{{ nope }}"}, annotations: {x: "{{"}}
          - {record: r, expr: y, for: 1m, keep_firing_for: 1m, annotations: {a: b}}
          - {record: r, alert: x, expr: y}
          - {expr: y}
          - {alert: x}
        - name: g
          rules:
          -
          - {record: fine, expr: y}
        """

    @Test("every fault is told, as promtool tells it")
    func all() throws {
        let report = RuleFile.check(text: Self.faulty, name: "t.yml")
        let ours = report.faults.map(\.message)
        let directory = try Tool.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appending(path: "t.yml")
        try Self.faulty.write(to: file, atomically: true, encoding: .utf8)
        let theirs = try Tool.run("promtool", ["check", "rules", file.path])
        #expect(theirs.status == 1 && report.ruleCount == 1)
        let lines = theirs.output.split(separator: "\n").compactMap { line -> String? in
            guard let place = line.firstRange(of: "t.yml: ") else { return nil }
            let rest = line[place.upperBound...]
            return rest.firstRange(of: "group").map { String(rest[$0.lowerBound...]) }
        }
        #expect(lines.count == 12)
        #expect(Set(ours) == Set(lines), "\(ours.joined(separator: "\n"))\n\(lines.joined(separator: "\n"))")
    }

    @Test("rules that are one in name and labels are told, and are no fault")
    func duplicates() {
        let rules = "[{record: a, expr: x}, {record: a, expr: y}, {record: a, expr: z}, {record: b, expr: x}]"
        let report = RuleFile.check(text: "groups: [{name: g, rules: \(rules)}]", name: "t.yml")
        #expect(report.faults.isEmpty && report.duplicates == ["a"])
    }

    @Test("the labels of a group are templates in its alerts, and faulty ones say so there")
    func groupLabels() throws {
        let text =
            "groups: [{name: g, labels: {a: '{{ $value }}', b: '{{', c: d}, rules: [{alert: A, expr: x, labels: {c: e}}]}]"
        let group = try #require(try RuleFile.load(text: text, name: "t.yml").groups.first)
        let store = SeriesStore()
        store.append(Labels(name: "x"), at: 0, 3)
        var state = RuleGroupState()
        let alert = try #require(state.evaluate(group, engine: QueryEngine(store: store), at: 0).alerts.first)
        #expect(alert.labels["a"] == "3" && alert.labels["c"] == "e")
        #expect(alert.labels["b"]?.hasPrefix("<error expanding template: error parsing template __alert_A: ") == true)
    }
}
