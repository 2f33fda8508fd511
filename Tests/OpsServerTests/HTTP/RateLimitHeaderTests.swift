import NIOHTTP1
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// CONTRACT row B4: where the caller stands is on all answers, in both forms.
@Suite struct RateLimitHeaderTests {
    @Test func bothFormsSayTheSame() async throws {
        try await withEdge { edge async throws in
            for _ in 1...2 { _ = try await edge.send(.GET, "/ops/model-status", key: "tenant-key") }
            let answer = try await edge.send(.GET, "/ops/model-status", key: "tenant-key")
            #expect(answer["x-ratelimit-limit"] == "5" && answer["x-ratelimit-remaining"] == "2")
            #expect(answer["x-ratelimit-reset"] == "60" && answer["x-ratelimit-mode"] == "local")
            #expect(answer["ratelimit-policy"] == "\"ops\";q=5;w=60")
            #expect(answer["ratelimit"] == "\"ops\";r=2;t=60")
        }
    }

    @Test(arguments: ChainRefusalTests.cases) func everyRefusalBearsThem(_ refused: ChainRefusalTests.Case) async throws
    {
        try await withEdge { edge async throws in
            let answer = try await edge.send(
                refused.method, refused.path, key: refused.key, headers: refused.headers, body: refused.body)
            let limit = try #require(answer["x-ratelimit-limit"].flatMap { Int($0) })
            let remaining = try #require(answer["x-ratelimit-remaining"].flatMap { Int($0) })
            #expect((0...limit).contains(remaining))
            #expect(answer["x-ratelimit-reset"].flatMap { Int($0) } != nil)
            #expect(answer["ratelimit"]?.hasPrefix("\"") == true && answer["ratelimit-policy"]?.hasPrefix("\"") == true)
        }
    }

    /// What is refused before it is counted costs nothing, and says how many are left.
    @Test func whatIsRefusedBeforeTheCountIsNotCounted() async throws {
        try await withEdge { edge async throws in
            for _ in 1...3 {
                let evil = try await edge.send(.GET, "/valves", key: "viewer-key", headers: [("host", "evil.example")])
                #expect(evil.status == 400 && evil["x-ratelimit-remaining"] == "100")
                let long = try await edge.send(
                    .POST, "/v1/jobs", key: "tenant-key", body: String(repeating: "x", count: 2_000_001))
                #expect(long.status == 422 && long["ratelimit"] == "\"work\";r=100;t=60")
            }
        }
    }

    @Test func stopShowsTheActuationLimitAndLeavesIt() async throws {
        try await withEdge { edge async throws in
            for left in ["10", "10"] {
                let answer = try await edge.send(
                    .POST, "/valves/v-offline/actuate", key: "operator-key", body: "{\"action\":\"stop\"}")
                #expect(answer["ratelimit-policy"] == "\"actuation\";q=10;w=60")
                #expect(answer["x-ratelimit-remaining"] == left)
            }
        }
    }

    @Test func eachKindOfReaderHasItsOwnClass() async throws {
        try await withEdge { edge async throws in
            for (path, name) in [
                ("/livez", "probe"), ("/health", "probe"), ("/metrics", "metrics"), ("/valves", "general"),
            ] {
                let answer = try await edge.send(.GET, path, key: "viewer-key")
                #expect(answer["ratelimit-policy"]?.hasPrefix("\"\(name)\";") == true, "\(path)")
            }
            let query = try await edge.send(.GET, "/api/v1/query?query=up", key: "viewer-key")
            #expect(query["ratelimit-policy"] == "\"query\";q=600;w=60")
            let local = try await edge.send(.GET, "/livez", local: true)
            #expect(local["ratelimit-policy"] == "\"local\";q=1200;w=60")
        }
    }

    @Test func aStreamThatGoesOnCountsByItself() async throws {
        try await withEdge { edge async throws in
            func head(_ id: String?) async throws -> Edge.Answer {
                try await edge.send(
                    .HEAD, "/ops/stream", key: "viewer-key", headers: id.map { [("last-event-id", $0)] } ?? [])
            }
            #expect(try await head(nil)["ratelimit"] == "\"ops\";r=4;t=60")
            for left in [59, 58, 57] {
                #expect(try await head("1700000000000-7")["ratelimit"] == "\"resume\";r=\(left);t=60")
            }
            #expect(try await head("nonsense")["ratelimit"] == "\"ops\";r=3;t=60", "not an id of any server")
        }
    }

    @Test func aClassThatIsOffIsNotLimitedAndSaysNothing() async throws {
        try await withRealLimiter(ops: nil) { edge async throws in
            for _ in 1...10 {
                let answer = try await edge.send(.GET, "/ops/model-status", key: "tenant-key")
                #expect(answer.status == 200 && answer["x-ratelimit-limit"] == nil && answer["ratelimit"] == nil)
            }
        }
    }

    /// Waiting exactly as long as told is enough, and the wait is never 0.
    @Test func waitingAsToldSucceeds() async throws {
        try await withRealLimiter(ops: RateLimitRule(count: 2, windowSeconds: 2)) {
            edge async throws in
            func status() async throws -> Edge.Answer {
                try await edge.send(.GET, "/ops/model-status", key: "tenant-key")
            }
            for _ in 1...3 {
                var answer = try await status()
                while answer.status == 200 { answer = try await status() }
                #expect(answer.status == 429 && answer["x-ratelimit-remaining"] == "0")
                let wait = try #require(answer["retry-after"].flatMap { Int($0) })
                #expect((1...2).contains(wait))
                try await Task.sleep(for: .seconds(wait))
                #expect(try await status().status == 200)
            }
        }
    }

    private func withRealLimiter(
        ops rule: RateLimitRule?, _ body: (Edge) async throws -> Void
    ) async throws {
        var limits = ServerConfiguration.defaultLimits
        limits[.ops] = rule
        let limiter = LimiterService(
            book: RateLimitBook(site: "main", classes: limits), redis: nil, clock: SystemClock()
        ) {
            _ in
        }
        let gatekeeper = StubGatekeeper(limits: limits, requireKeys: true, limiter: limiter)
        try await withEdge(gatekeeper: gatekeeper, body)
    }
}
