import Foundation
import NIOHTTP1
import OpsChildren
import OpsCore
import OpsMetrics
import OpsTestSupport
import Testing

@testable import OpsServer

/// Rule files that change while a server evaluates them.
@Suite(.serialized, .timeLimit(.minutes(3))) struct RuleReloadTests {
    private static func file(_ second: String) -> String {
        """
        groups:
          - name: first
            interval: 1s
            rules:
              - {alert: Burns, expr: vector(1), labels: {severity: critical}}
              - {alert: Waits, expr: vector(1), for: 1h}
          - name: second
            interval: 1s
            rules:
        \(second)
          - name: patient
            interval: 1000y
            rules:
              - {alert: Never, expr: vector(1), for: 1000y, keep_firing_for: 1000y}
        """
    }

    private static let goes =
        "      - {alert: Goes, expr: vector(1)}\n      - {record: was:recorded, expr: vector(7)}\n"
    private static let comes = "      - {alert: Comes, expr: vector(1), keep_firing_for: 5m}\n"

    @Test func anEditUnderFireKeepsWhatItDoesNotTouch() async throws {
        try await RuleSite.with(["rules.yml": Self.file(Self.goes)]) { site in
            try await eventually(within: .seconds(30), "all fire") {
                let shown = (try await site.shown("Burns"), try await site.shown("Goes"))
                return shown == (.active, .active)
            }
            let before = try await site.alerts()
            try site.write("rules.yml", "# A line more moves all others.\n" + Self.file(Self.comes))
            try await eventually(within: .seconds(30), "the new rules are in force by themselves") {
                let shown = (try await site.shown("Comes"), try await site.shown("Goes"))
                return shown == (.active, .resolved)
            }
            let after = try await site.alerts()
            #expect(after["Burns"]?.state == .firing && after["Waits"]?.state == .pending)
            for name in ["Burns", "Waits"] {
                #expect(after[name]?.activeAtMilliseconds == before[name]?.activeAtMilliseconds, "\(name) began anew")
            }
            #expect(try await site.shown("Burns") == .active)
            let history = try await site.core.alerts(source: nil).filter { $0.name == "Burns" }
            #expect(history.count == 1, "an alert that goes on is not announced again")
            try await Self.checkSeriesEnded(site)
            try await Self.checkAPI(site)
        }
    }

    private static func checkSeriesEnded(_ site: RuleSite) async throws {
        for query in ["was:recorded", #"ALERTS{alertname="Goes"}"#] {
            let answer = try await site.ask(.GET, "/api/v1/query?query=" + encoded(query))
            #expect(answer.status == 200 && answer.body.contains(#""result":[]"#), "\(query): \(answer.body)")
        }
        let answer = try await site.ask(.GET, "/api/v1/query?query=" + encoded(#"ALERTS{alertname="Burns"}"#))
        #expect(answer.body.contains(#""alertstate":"firing""#))
        let (mine, other) = (("rule_group", "rules.yml;first"), ("rule_group", "rules.yml;gone"))
        let evaluations = try site.core.registry.samples().filter {
            $0.0["__name__"] == "prometheus_rule_evaluations_total" && $0.0["rule_group"]?.hasSuffix(mine.1) == true
        }
        #expect(evaluations.count == 1 && (evaluations.first?.1 ?? 0) >= 4)
        #expect(try site.gauge("prometheus_rule_group_rules", [other]) == nil)
    }

    private static func checkAPI(_ site: RuleSite) async throws {
        let rules = try await site.ask(.GET, "/api/v1/rules?type=alert").body
        #expect(rules.contains(#""state":"pending","name":"Waits""#) && rules.contains(#""duration":3600"#))
        #expect(rules.contains(#""state":"firing","name":"Comes""#) && rules.contains(#""keepFiringFor":300"#))
        #expect(!rules.contains(#""name":"Goes""#))
        let alerts = try await site.ask(.GET, "/api/v1/alerts").body
        #expect(alerts.contains(#""alertname":"Waits""#) && alerts.contains(#""state":"pending""#))
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }

    @Test func aBadFileLeavesTheOldRulesInForceAndIsTold() async throws {
        try await RuleSite.with(["rules.yml": Self.file(Self.goes)]) { site in
            try await eventually(within: .seconds(30), "it fires") { try await site.shown("Goes") == .active }
            try site.write("rules.yml", Self.file("      - {alert: Bad, expr: sum by (}\n"))
            try await eventually(within: .seconds(30), "the fault is shown") {
                try await site.core.snapshot().server.rulesFault != nil
            }
            let fault = try #require(try await site.core.snapshot().server.rulesFault)
            #expect(fault.contains("rules.yml:10:"), "\(fault)")
            #expect(try await site.shown("Goes") == .active)
            #expect(try site.gauge("rules_last_reload_successful") == 0)
            let before = try await Self.runtime(site)
            #expect(before.isSuccess == false && before.at == before.start)
            try await eventually(within: .seconds(10), "the part is degraded") {
                try site.gauge("service_health", [("service", "intelligence"), ("service_health", "degraded")]) == 1
            }
            let refused = try await site.ask(.POST, "/-/reload")
            #expect(refused.status == 422 && refused.body.contains("rules.yml:10:"), "\(refused.body)")
            func evaluatedAt() async throws -> Int64? {
                try await site.rules.ruleGroups().first { $0.group.name == "second" }?.evaluation?.milliseconds
            }
            let evaluated = try await evaluatedAt()
            try await eventually(within: .seconds(30), "the old rules are still evaluated") {
                try await evaluatedAt() != evaluated
            }
            try FileManager.default.removeItem(atPath: site.directory.file("rules.yml"))
            #expect(try await site.ask(.POST, "/-/reload").body.contains("it is not there"))

            try site.write("rules.yml", Self.file(Self.comes))
            let taken = try await site.ask(.POST, "/-/reload")
            #expect(taken.status == 200 && taken.body.contains(#""rules":4"#), "\(taken.body)")
            #expect(try site.gauge("rules_last_reload_successful") == 1)
            let after = try await Self.runtime(site)
            #expect(after.isSuccess == true && after.at > after.start)
            try await eventually(within: .seconds(10), "the fault is gone") {
                try await site.core.snapshot().server.rulesFault == nil
            }
            let acts = try await site.core.audit(limit: 10).filter { $0.action == "rules.reload" }.map(\.outcome)
            #expect(acts == ["done", "refused", "refused"])
        }
    }

    @Test func aReloadWithAScrapeFileThatCannotBeUsedFailsAndSaysSo() async throws {
        let files = ["rules.yml": Self.file(Self.goes), "scrape.yml": "scrape_configs: [{job_name: one}]"]
        try await RuleSite.with(files) { site in
            try site.write("scrape.yml", "scrape_configs: [{job_name: }]")
            try site.write("rules.yml", Self.file(Self.comes))
            let refused = try await site.ask(.POST, "/-/reload")
            #expect(refused.status == 500 && refused.body.contains("scrape.yml:1:"), "\(refused.body)")
            #expect(try await Self.runtime(site).isSuccess == false)
            // Each is reloaded by itself, as in Prometheus.
            #expect(try await site.ask(.GET, "/api/v1/rules").body.contains(#""name":"Comes""#))
            #expect(try await site.ask(.GET, "/api/v1/scrape_pools").body.contains(#"["one"]"#))
            try site.write("scrape.yml", "scrape_configs: [{job_name: two}]")
            #expect(try await site.ask(.POST, "/-/reload").status == 200)
            #expect(try await Self.runtime(site).isSuccess == true)
            #expect(try await site.ask(.GET, "/api/v1/scrape_pools").body.contains(#"["two"]"#))
            let acts = try await site.core.audit(limit: 10).map { "\($0.action) \($0.outcome)" }
            let reloads = acts.filter { $0.contains("reload") }
            let wanted = ["rules.reload done", "scrapes.reload done", "rules.reload done", "scrapes.reload refused"]
            #expect(reloads == wanted, "\(acts)")
        }
    }

    /// What `/api/v1/status/runtimeinfo` says of the last reload; times by their text, which is in order.
    private static func runtime(_ site: RuleSite) async throws -> (isSuccess: Bool?, start: String, at: String) {
        struct Answer: Decodable {
            struct Content: Decodable { let startTime, lastConfigTime: String; let reloadConfigSuccess: Bool }
            let data: Content
        }
        let body = try await site.ask(.GET, "/api/v1/status/runtimeinfo").body
        let data = try JSONDecoder().decode(Answer.self, from: Data(body.utf8)).data
        // The rules are read a moment before the server has started.
        let at = data.lastConfigTime.prefix(19) <= data.startTime.prefix(19) ? data.startTime : data.lastConfigTime
        return (data.reloadConfigSuccess, data.startTime, at)
    }

    @Test func rulesOfOneNameKeepTheirOwnExpressionAndTheirOwnFailure() async throws {
        let text = """
            groups:
              - name: g
                interval: 1s
                rules:
                  - {alert: Twin, expr: "vector(1)\\n  > 0", labels: {severity: warning}}
                  - {alert: Twin, expr: vector(2) > 1, labels: {severity: critical}}
                  - alert: Twin
                    expr: label_replace(vector(3), "i", "1", "", "") or label_replace(vector(3), "i", "2", "", "")
                    labels: {severity: info, i: same}
            """
        try await RuleSite.with(["rules.yml": text]) { site in
            try await eventually(within: .seconds(30), "both fire") {
                try await site.core.snapshot().alerts.count { $0.name == "Twin" && $0.state == .active } == 2
            }
            let shown = try await site.core.snapshot().alerts.filter { $0.name == "Twin" }
            #expect(shown.first { $0.severity == .warning }?.expression == "vector(1) > 0")
            #expect(shown.first { $0.severity == .critical }?.expression == "vector(2) > 1")
            let body = try await site.ask(.GET, "/api/v1/rules").body
            #expect(body.components(separatedBy: #""health":"ok""#).count == 3, "\(body)")
            #expect(body.components(separatedBy: #""health":"err""#).count == 2)
            #expect(body.components(separatedBy: #""state":"firing","name":"Twin""#).count == 3)
        }
    }

    @Test func theGraphsLimitsFollowAReload() async throws {
        func file(_ limit: String) -> String {
            "groups: [{name: g, interval: 1s, rules: [{alert: HighErrorRate, expr: vector(0) > \(limit)}]}]\n"
        }
        try await RuleSite.with(["rules.yml": file("0.05")]) { site in
            #expect(try await site.core.snapshot().metrics.errorRatioLimit == 0.05)
            try site.write("rules.yml", file("0.2"))
            try await eventually(within: .seconds(30), "the new limit") {
                try await site.core.snapshot().metrics.errorRatioLimit == 0.2
            }
        }
    }

    @Test func aNewFileOfAPatternIsTakenUp() async throws {
        let group = "groups: [{name: g, interval: 1s, rules: [{alert: NAME, expr: vector(1)}]}]\n"
        let files = ["a.yml": group.replacing("NAME", with: "A")]
        try await RuleSite.with(files, patterns: ["*.yml"]) { site in
            try await eventually(within: .seconds(30), "A fires") { try await site.shown("A") == .active }
            try site.write("b.yml", group.replacing("NAME", with: "B"))
            try await eventually(within: .seconds(30), "B fires") { try await site.shown("B") == .active }
            try FileManager.default.removeItem(atPath: site.directory.file("a.yml"))
            try await eventually(within: .seconds(30), "A is over") { try await site.shown("A") == .resolved }
        }
    }

    @Test func aRestartInTheMiddleOfAForDoesNotBeginAnew() async throws {
        let text = """
            groups:
              - name: g
                interval: 1s
                rules:
                  - {alert: Waits, expr: vector(1), for: 1h}
                  - {alert: Short, expr: vector(1), for: 500ms}
            """
        try await RuleSite.with(["rules.yml": text]) { site in
            try await eventually(within: .seconds(30), "it is pending, for a while") {
                try site.evaluations(of: "g") >= 8
            }
            let began = try #require(try await site.alerts()["Waits"]).activeAtMilliseconds
            try await site.stop()
            let restart = SystemClock().wall.milliseconds
            try await site.start()
            try await eventually(within: .seconds(30), "it goes on from before") {
                guard let alert = try await site.alerts()["Waits"] else { return false }
                return alert.activeAtMilliseconds < restart - 1_500
            }
            let alert = try #require(try await site.alerts()["Waits"])
            // The series hold whole seconds; the time of the restart itself does not count.
            #expect(alert.activeAtMilliseconds >= began / 1_000 * 1_000 && alert.state == .pending)
            let short = try #require(try await site.alerts()["Short"])
            #expect(short.activeAtMilliseconds >= restart, "a for below the grace period begins anew")
            let next = "ALERTS_FOR_STATE%7Balertname%3D%22Waits%22%7D"
            try await eventually(within: .seconds(10), "the series has it, for the next restart") {
                try await site.ask(.GET, "/api/v1/query?query=\(next)").body.contains(
                    "\"\(alert.activeAtMilliseconds / 1_000)\"")
            }
        }
    }
}
