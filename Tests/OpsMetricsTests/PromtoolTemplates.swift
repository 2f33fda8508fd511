import Foundation

@testable import OpsMetrics

/// What promtool makes of templates: refused when read, or expanded for one alert.
enum PromtoolTemplates {
    enum Outcome: Equatable, CustomStringConvertible {
        case refused(String)
        case expanded(String)

        var description: String {
            switch self {
            case .refused(let message): "refused: \(message)"
            case .expanded(let text): text
            }
        }
    }

    /// The series that every template sees, each with one value; the alert is about `x`.
    static let series: [(labels: Labels, value: Double)] = [
        (Labels(name: "x", [("a", "b"), ("c", "d.e:80"), ("n", "12.5")]), 5.25),
        (Labels(name: "y", [("i", "2"), ("z", "b")]), 2), (Labels(name: "y", [("i", "1"), ("z", "a")]), 1),
        (Labels(name: "big", []), 1_234_567.5),
    ]
    static let rules = RuleContext(externalLabels: ["region": "eu"], externalURL: "http://h.example:9/pro")
    private static let milliseconds: Int64 = 60_000

    /// What this library makes of a template.
    static func ours(_ template: String, _ number: Int) -> Outcome {
        let store = SeriesStore()
        for (labels, value) in series { store.append(labels, at: milliseconds, value) }
        let engine = QueryEngine(store: store)
        let context = TemplateContext(
            labels: series[0].labels, value: series[0].value, rules: rules, milliseconds: milliseconds,
            query: { try engine.samples(of: $0, at: milliseconds) })
        do {
            return .expanded(try AlertTemplate(template, alert: "A\(number)").expand(context))
        } catch {
            return .refused(error.message)
        }
    }

    /// What promtool makes of templates, in their order.
    static func theirs(_ templates: [String]) throws -> [Outcome] {
        let directory = try Tool.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        var outcomes = [Outcome?](repeating: nil, count: templates.count)
        let all = directory.appending(path: "all.yml")
        try ruleFile(Array(templates.enumerated())).write(to: all, atomically: true, encoding: .utf8)
        for (number, message) in refusals(try Tool.run("promtool", ["check", "rules", all.path]).output) {
            outcomes[number] = .refused(message)
        }
        let taken = templates.enumerated().filter { outcomes[$0.offset] == nil }
        try ruleFile(Array(taken)).write(
            to: directory.appending(path: "rules.yml"), atomically: true, encoding: .utf8)
        let test = directory.appending(path: "test.yml")
        try testFile(taken.map(\.offset)).write(to: test, atomically: true, encoding: .utf8)
        for (number, text) in expansions(try Tool.run("promtool", ["test", "rules", test.path]).output) {
            outcomes[number] = .expanded(text)
        }
        return outcomes.map { $0 ?? .expanded("") }
    }

    private static func ruleFile(_ templates: [(offset: Int, element: String)]) throws -> String {
        let encoder = JSONEncoder()
        var text = "groups:\n- name: g\n  rules:\n"
        for (number, template) in templates {
            let quoted = String(decoding: try encoder.encode(template), as: UTF8.self).replacing("\\/", with: "/")
            text += "  - alert: A\(number)\n    expr: x\n    annotations: {s: \(quoted)}\n"
        }
        return text
    }

    private static func testFile(_ numbers: [Int]) -> String {
        var text = "rule_files: [rules.yml]\nevaluation_interval: 1m\ntests:\n- interval: 1m\n"
        text += "  external_labels: {region: eu}\n  external_url: http://h.example:9/pro\n  input_series:\n"
        for (labels, value) in series {
            text += "  - {series: '\("\(labels)".replacing(", ", with: ","))', values: '_ \(value)'}\n"
        }
        text += "  alert_rule_test:\n"
        for number in numbers { text += "  - {eval_time: 1m, alertname: A\(number)}\n" }
        return text
    }

    /// `…"A7": annotation "s": error parsing template …`.
    private static func refusals(_ output: String) -> [(Int, String)] {
        output.split(separator: "\n").compactMap { line in
            guard let mark = line.firstRange(of: "annotation \"s\": "),
                let name = line[..<mark.lowerBound].split(separator: "\"").last(where: { $0.hasPrefix("A") }),
                let number = Int(name.dropFirst())
            else { return nil }
            return (number, String(line[mark.upperBound...]))
        }
    }

    /// `alertname: A7, …` and, some lines on, `Annotations:{s="…"}`.
    private static func expansions(_ output: String) -> [(Int, String)] {
        var found: [(Int, String)] = []
        var number: Int?
        for line in output.split(separator: "\n") {
            if let name = line.firstRange(of: "alertname: A"), line.contains(", time: ") {
                number = Int(line[name.upperBound...].prefix { $0.isNumber })
            }
            guard let current = number, let mark = line.firstRange(of: "Annotations:{s=") else { continue }
            let literal = String(line[mark.upperBound...].dropLast())
            found.append((current, GoQuote.unquoted(literal) ?? "not quoted: \(literal)"))
            number = nil
        }
        return found
    }
}
