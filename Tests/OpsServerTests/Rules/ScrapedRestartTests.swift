import NIOHTTP1
import OpsChildren
import OpsCore
import OpsMetrics
import OpsTestSupport
import Testing

@testable import OpsServer

/// Rules over the series of a scraped target, while the server is started again.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ScrapedRestartTests {
    private static let rules = """
        groups:
          - name: before
            interval: 1h
            rules:
              - {alert: NoSum, expr: 'absent({__name__="job:x:sum"})'}
              - {alert: Rare, expr: "job:x:sum > 0"}
          - name: g
            interval: 200ms
            rules:
              - {record: "job:x:sum", expr: sum by (job) (x)}
              - {alert: Waits, expr: x > 0, for: 1h}
              - {alert: Fires, expr: "job:x:sum > 0"}
              - {alert: Gone, expr: absent(x)}
              - {alert: Down, expr: absent(up == 1)}
              - {alert: Own, expr: vector(1)}
        """

    private static func scrapes(_ port: Int) -> String {
        """
        scrape_configs:
          - job_name: plant
            scrape_interval: 5s
            scrape_timeout: 2s
            static_configs: [{targets: ["127.0.0.1:\(port)"]}]
        """
    }

    @Test func whatHeldGoesOnAndNothingIsRaisedFalsely() async throws {
        let target = try await ScriptedTarget.start()
        let files = ["rules.yml": Self.rules, "scrape.yml": Self.scrapes(target.port)]
        try await RuleSite.with(files, configure: { $0.scrapeFile = $1.file("scrape.yml") }) { site in
            try await eventually(within: .seconds(60), "it waits, for five seconds") {
                guard let alert = try await site.alerts()["Waits"] else { return false }
                let waited = SystemClock().wall.milliseconds - alert.activeAtMilliseconds
                // A group that is due once an hour is due when what it waited for is there.
                let rare = try await site.shown("Rare")
                return try await site.shown("Fires") == .active && rare == .active && waited > 5_000
            }
            let announced = try await site.core.alerts(source: nil).filter { $0.name == "Fires" }
            try await site.stop()
            let restart = SystemClock().wall.milliseconds
            try await site.start()
            try await eventually(within: .seconds(60), "it waits again") { try await site.alerts()["Waits"] != nil }
            let store = try site.core.valveHistory.engine.store
            let samples = store.select([.equal("__name__", "x")], from: restart, through: .max).flatMap(\.samples)
            let first = try #require(samples.first { !Staleness.isStale($0.value) }).milliseconds
            try await eventually(
                within: .seconds(30), "it goes on from before: it cannot have begun before this sample"
            ) {
                try await site.alerts()["Waits"].map { $0.activeAtMilliseconds < first } ?? false
            }
            #expect(try await site.shown("Fires") == .active)
            let alerts = try await site.core.alerts(source: nil)
            #expect(alerts.filter { $0.name == "Fires" }.map(\.since) == announced.map(\.since))
            #expect(!alerts.contains { ["Gone", "Down", "NoSum"].contains($0.name) }, "\(alerts)")
        }
        await target.stop()
    }

    @Test func aRuleOverTheServersOwnSeriesWaitsForNoTarget() async throws {
        let target = try await ScriptedTarget.start()
        target.behave(.hang)
        let slow = Self.scrapes(target.port).replacing("5s", with: "4m").replacing("2s", with: "3m")
        let files = ["rules.yml": Self.rules, "scrape.yml": slow]
        try await RuleSite.with(files, configure: { $0.scrapeFile = $1.file("scrape.yml") }) { site in
            try await eventually(within: .seconds(30), "the rule without a series fires") {
                try await site.shown("Own") == .active
            }
            try await eventually(within: .seconds(30), "some evaluations") { try site.evaluations(of: "g") >= 5 }
            #expect(try await site.alerts().keys.sorted() == ["Own"])
        }
        await target.stop()
    }
}
