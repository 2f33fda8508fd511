import NIOHTTP1
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// CONTRACT rows A5, B4, C2, and what is exempt.
@Suite struct RateLimitTests {
    @Test func theSixthGets429AndEveryAnswerSaysWhereTheCallerStands() async throws {
        try await withEdge { edge in
            for left in [4, 3, 2, 1, 0] {
                let answer = try await edge.send(.GET, "/ops/model-status", key: "tenant-key")
                #expect(answer.status == 200)
                #expect(answer["x-ratelimit-limit"] == "5" && answer["x-ratelimit-remaining"] == "\(left)")
                #expect(answer["x-ratelimit-reset"] == "60")
            }
            let sixth = try await edge.send(.GET, "/ops/model-status", key: "tenant-key")
            #expect(try sixth.problem().code == .rateLimitExceeded)
            #expect(sixth.status == 429 && sixth["retry-after"] == "42" && sixth["x-ratelimit-remaining"] == "0")
            let other = try await edge.send(.GET, "/ops/model-status", key: "viewer-key")
            #expect(other.status == 200)
        }
    }

    @Test func errorsBehindTheLimitBearItToo() async throws {
        try await withEdge { edge async throws in
            for path in ["/nowhere", "/valves/v-9", "/valves/broken"] {
                #expect(try await edge.send(.GET, path, key: "viewer-key")["x-ratelimit-limit"] == "100")
            }
        }
    }

    @Test func failedKeysCountTowardsTheirAddress() async throws {
        let few = RateLimitRule(count: 3, windowSeconds: 60)
        try await withEdge(configure: { $0.limits[.auth] = few }) { edge async throws in
            for _ in 1...3 {
                #expect(try await edge.send(.GET, "/valves", key: "guess").status == 401)
            }
            let fourth = try await edge.send(.GET, "/valves", key: "guess")
            #expect(fourth.status == 429 && fourth["ratelimit-policy"] == "\"auth\";q=3;w=60")
            let right = try await edge.send(.GET, "/valves", key: "viewer-key")
            #expect(right.status == 200 && right["ratelimit"] == "\"general\";r=99;t=60", "nobody is locked out")
        }
    }

    @Test func refusedActuationsCountAndStopNever() async throws {
        let few = RateLimitRule(count: 2, windowSeconds: 60)
        try await withEdge(configure: { $0.limits[.actuation] = few }) { edge async throws in
            func actuate(_ body: String) async throws -> Int {
                try await edge.send(.POST, "/valves/v-offline/actuate", key: "operator-key", body: body).status
            }
            #expect(try await actuate("{\"action\":\"stop\"}") == 503)
            #expect(try await actuate("{\"action\":\"close\"}") == 503)
            #expect(try await actuate("{\"action\":\"sideways\"}") == 422)
            #expect(try await actuate("{\"action\":\"close\"}") == 429)
            #expect(try await actuate("{\"action\":\"safe\"}") == 503)
            #expect(edge.operations.facts.value.actuations.count == 3)
        }
    }

    @Test func actuationsThatCannotBeReadCount() async throws {
        let few = RateLimitRule(count: 2, windowSeconds: 60)
        try await withEdge(configure: { $0.limits[.actuation] = few }) { edge async throws in
            func actuate(_ idempotencyKey: String) async throws -> Int {
                try await edge.send(
                    .POST, "/valves/v-101/actuate", key: "operator-key",
                    headers: [("idempotency-key", idempotencyKey)], body: "{\"action\":\"close\"}"
                ).status
            }
            let long = String(repeating: "k", count: 129)
            #expect(try await actuate(long) == 422)
            #expect(try await actuate(long) == 422)
            #expect(try await actuate(long) == 429)
            #expect(try await actuate("7d1c") == 429)
        }
    }

    @Test func peopleOnTheSocketHaveALimitOfTheirOwn() async throws {
        try await withEdge { edge in
            for _ in 1...7 {
                let answer = try await edge.send(.GET, "/ops/status", local: true)
                #expect(answer.status == 200 && answer["x-ratelimit-limit"] == "1200")
            }
        }
    }
}
