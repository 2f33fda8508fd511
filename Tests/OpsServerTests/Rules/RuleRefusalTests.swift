import NIOHTTP1
import OpsCore
import OpsMetrics
import OpsTestSupport
import Testing

@testable import OpsServer

/// Ordinary operation makes no rule fail by what the store refuses.
@Suite(.serialized, .timeLimit(.minutes(3))) struct RuleRefusalTests {
    private static func group(_ name: String, _ more: String = "") -> String {
        """
          - name: \(name)
            interval: 300ms
        \(more)
            rules:
              - {record: one, expr: vector(1)}
              - {alert: Same, expr: vector(1), for: 1s}

        """
    }

    private func failures(_ site: RuleSite) throws -> Double {
        try site.core.registry.samples().reduce(0) { sum, sample in
            sample.0["__name__"] == "prometheus_rule_evaluation_failures_total" ? sum + sample.1 : sum
        }
    }

    private func evaluated(_ site: RuleSite, _ name: String, times: Double) async throws {
        try await eventually(within: .seconds(60), "\(name) is evaluated") {
            try site.evaluations(of: name) >= 2 * times
        }
    }

    @Test func aGroupThatWritesToThePastGoesOnAfterARestart() async throws {
        let text = "groups:\n" + Self.group("late", "    query_offset: 20s")
        try await RuleSite.with(["rules.yml": text]) { site in
            try await evaluated(site, "late", times: 3)
            try await site.stop()
            try await site.start()
            try await evaluated(site, "late", times: 5)
            #expect(try failures(site) == 0)
        }
    }

    @Test func aGroupUnderAnotherNameGoesOnAtOnce() async throws {
        try await RuleSite.with(["rules.yml": "groups:\n" + Self.group("g0")]) { site in
            for number in 1...8 {
                try await evaluated(site, "g\(number - 1)", times: 2)
                try site.write("rules.yml", "groups:\n" + Self.group("g\(number)"))
                #expect(try await site.ask(.POST, "/-/reload").status == 200)
            }
            try await evaluated(site, "g8", times: 2)
            #expect(try failures(site) == 0)
        }
    }

    @Test func groupsWithTheSameAlertAreNotInEachOthersWay() async throws {
        let names = ["a", "b", "c"]
        try await RuleSite.with(["rules.yml": "groups:\n" + names.map { Self.group($0) }.joined()]) { site in
            for name in names { try await evaluated(site, name, times: 8) }
            #expect(try failures(site) == 0)
        }
    }

    @Test func twoRulesOfOneGroupAreAndItSaysSo() async throws {
        let twins = Self.group("g") + "      - {record: one, expr: vector(2)}\n"
        try await RuleSite.with(["rules.yml": "groups:\n" + twins]) { site in
            try await eventually(within: .seconds(60), "the second one fails") { try failures(site) > 0 }
            let body = try await site.ask(.GET, "/api/v1/rules").body
            #expect(body.contains("1 of 1 samples were not kept: another rule of the group wrote the same series"))
            try await eventually(within: .seconds(60), "alerts live on") { try await site.shown("Same") == .active }
        }
    }
}
