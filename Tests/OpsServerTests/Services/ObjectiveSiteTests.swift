import Foundation
import NIOHTTP1
import OpsCore
import OpsMetrics
import OpsTestSupport
import Testing

@testable import OpsServer

/// Error budgets of a whole server: requests go in over HTTP, what is left of the budget comes out.
@Suite(.serialized) struct ObjectiveSiteTests {
    private static let file = """
        interval: 1s
        rate_window: 10s
        objectives:
          - name: availability
            target: 90%
            bad: http_requests_total{status=~"5..",endpoint=~"/v1/jobs.*|/v1/leads/.*"}
            total: http_requests_total{endpoint=~"/v1/jobs.*|/v1/leads/.*"}
          - name: latency
            target: 95%
            latency:
              histogram: http_request_duration_seconds{endpoint=~"/v1/jobs.*|/v1/leads/.*"}
              threshold: 10s
          - name: nothing
            target: 99%
            bad: no_such_errors_total
            total: no_such_metric_total
        """

    private static func slo(_ site: TestSite) async throws -> [SLOStatus] {
        let answer = try await site.ask(.GET, "/v1/slo")
        #expect(answer.status == 200)
        return try OpsJSON.decoder().decode([SLOStatus].self, from: Data(answer.body.utf8))
    }

    @Test func theBudgetFallsWithFailingRequests() async throws {
        let directory = try SettingsDirectory()
        let file = try directory.write("slo.yml", Self.file)
        try await TestSite.with(configure: { $0.objectiveFile = file }) { site in
            try await eventually(within: .seconds(60), "the budget is known and whole") {
                #expect(try await site.ask(.GET, "/v1/jobs").status == 200)
                return try await Self.slo(site).first?.budgetLeftRatio == 1
            }
            try await eventually(within: .seconds(60), "the budget is spent") {
                // No provider is configured: the answer is 503.
                let answer = try await site.ask(.POST, "/v1/leads/enrich", body: #"{"email":"a@example.org"}"#)
                #expect(answer.status == 503, "\(answer.body)")
                let left = try await Self.slo(site).first?.budgetLeftRatio
                return (left ?? 1) < 0
            }
            let slo = try await Self.slo(site)
            let availability = try #require(slo.first)
            // What is known is overdrawn; of thirty days' budget it is little.
            #expect((availability.ratio ?? 1) < 0.9 && (availability.exhaustedInSec ?? 0) > 86_400)
            #expect(availability.windowSec == 2_592_000)
            let known = try #require(availability.windowKnownSec)
            #expect(known > 0 && known < 3_600)
            #expect(availability.burns.map(\.window) == ["5m", "30m", "1h", "2h", "6h", "1d", "3d"])
            #expect(availability.burns.allSatisfy { $0.rate > 1 && $0.knownRatio < 1 })
            // All of it was quick.
            #expect(slo[1].name == "latency" && slo[1].budgetLeftRatio == 1)
            // What was never counted is not known.
            #expect(slo[2].ratio == nil && slo[2].budgetLeftRatio == nil && slo[2].windowKnownSec == 0)
            // The stream tells the same.
            let shown = try await site.core.snapshot().slo
            #expect(shown.map(\.name) == slo.map(\.name) && (shown[0].budgetLeftRatio ?? 1) < 0)
            // A file that is changed is read anew; what it does not name any more is gone.
            _ = try directory.write("slo.yml", Self.file.replacing("name: nothing", with: "name: other"))
            _ = try await site.core.reloadRules(by: TestSite.caller, requestID: "r")
            try await eventually(within: .seconds(60), "the new objectives") {
                try await Self.slo(site).map(\.name) == ["availability", "latency", "other"]
            }
            #expect(try await Self.slo(site).first?.budgetLeftRatio.map { $0 < 0 } == true)
            // And the rules are among the rules.
            let rules = try await site.ask(.GET, "/api/v1/rules?type=alert").body
            #expect(rules.contains("ErrorBudgetBurn") && rules.contains("\"name\":\"slo-budgets\""))
        }
    }

    @Test func aFileThatCannotBeUsedStopsTheStartWithItsPlace() async throws {
        let directory = try SettingsDirectory()
        for (text, part) in [
            ("objectives: [{name: a, target: 99%, bad: x}]", ":1:14: expected \"total\""), (nil, "cannot be read"),
        ] {
            let file = try text.map { try directory.write("slo.yml", $0) } ?? "/nowhere/slo.yml"
            do {
                try await TestSite.with(configure: { $0.objectiveFile = file }) { _ in }
                Issue.record("the server started")
            } catch {
                #expect("\(error)".contains(part), "\(error)")
            }
        }
    }
}
