import OpsCore
import OpsMetrics
import Testing

@testable import OpsServer

/// Which rules wait after a start, and how long.
@Suite struct ScrapeAwaitingTests {
    private let start = SystemClock().monotonic
    private let store = SeriesStore()

    private static func jobs() throws -> [ScrapeJob] {
        try ScrapeConfiguration.load(
            text: """
                scrape_configs:
                  - {job_name: a, scrape_interval: 60s, static_configs: [{targets: ["a:1"]}]}
                  - {job_name: b, scrape_interval: 60s, static_configs: [{targets: ["b:1"]}]}
                """, name: "p.yml"
        ).jobs
    }

    private func group(_ expressions: [String], offset: String = "0s") throws -> RuleGroup {
        let rules = expressions.map { "{alert: A, expr: '\($0)'}" }.joined(separator: ", ")
        let file = try RuleFile.load(
            text: "groups: [{name: g, query_offset: \(offset), rules: [\(rules)]}]", name: "r.yml")
        return try #require(file.groups.first)
    }

    private func pool(_ job: ScrapeJob, askedAt time: WallTime?) throws -> ScrapePoolReading {
        let target = try #require(job.targets(job.staticGroups).targets.first)
        let active = ActiveTarget(target: target, standing: TargetStanding(lastScrape: time))
        return ScrapePoolReading(job: job.name, active: [active], dropped: [], droppedCount: 0)
    }

    @Test func aRuleWaitsForTheJobsThatItReads() throws {
        store.append(Labels(name: "x", [("job", "a")]), at: 0, 1)
        store.append(Labels(name: "federated", [("job", "elsewhere")]), at: 0, 1)
        let group = try group([
            "x > 0", "absent(federated)", "unseen", "http_requests_total > 1",
            "http_request_duration_seconds_bucket > 1",
            #"unseen{job="c"}"#, "vector(1)",
        ])
        var awaiting = ScrapeAwaiting(try Self.jobs(), from: start)
        #expect(awaiting.waiting(group, store, at: start) == [0, 1, 2])
        awaiting.look(at: [try pool(Self.jobs()[0], askedAt: WallTime(milliseconds: 1))], start)
        #expect(awaiting.waiting(group, store, at: start) == [1, 2], "b may bring what a target names itself")
        awaiting.look(at: [], start.advanced(by: .seconds(300)))
        #expect(awaiting.waiting(group, store, at: start.advanced(by: .seconds(300))).isEmpty, "not for ever")
    }

    @Test func aJobIsAskedOnceEveryTargetWas() throws {
        var awaiting = ScrapeAwaiting(try Self.jobs(), from: start)
        let unasked = try pool(Self.jobs()[0], askedAt: nil)
        let empty = ScrapePoolReading(job: "b", active: [], dropped: [], droppedCount: 0)
        awaiting.look(at: [unasked, empty], start)
        #expect(awaiting.open(at: start, offset: .zero) == ["a", "b"])
    }

    @Test func aGroupThatLooksBackWaitsAsMuchLonger() throws {
        var awaiting = ScrapeAwaiting(try Self.jobs(), from: start)
        let group = try group(["x"], offset: "1m")
        awaiting.look(at: try Self.jobs().map { try pool($0, askedAt: WallTime(milliseconds: 1)) }, start)
        #expect(awaiting.waiting(group, store, at: start.advanced(by: .seconds(59))) == [0])
        #expect(awaiting.waiting(group, store, at: start.advanced(by: .seconds(60))).isEmpty)
    }
}
