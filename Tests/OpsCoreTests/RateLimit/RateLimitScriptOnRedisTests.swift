import OpsChildren
import OpsCore
import Testing

/// The script in a real Redis: the same answers as ``SlidingLog``, and exact by Redis' own clock.
@Suite(.serialized) struct RateLimitScriptOnRedisTests {
    private func withRedis(_ body: (RedisLine, String) async throws -> Void) async throws {
        let directory = try PrivateDirectory()
        let server = try await RedisServer.start(in: directory)
        do {
            try await body(try RedisLine(path: server.socketPath), server.socketPath)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func ask(_ redis: RedisLine, _ key: String, _ rule: RateLimitRule) throws -> RateLimitDecision {
        let reply = try redis.call(["EVALSHA", RateLimitScript.sha1, "1", key] + RateLimitScript.arguments(rule))
        let decision = RateLimitScript.decision(reply.integers, rule: rule)
        return try #require(decision, "\(reply)")
    }

    @Test func redisKnowsItByOurName() async throws {
        try await withRedis { redis, _ in
            let name = try redis.call("SCRIPT", "LOAD", RateLimitScript.text)
            #expect(name == .text(RateLimitScript.sha1))
        }
    }

    @Test func theSixthIsRefused() async throws {
        try await withRedis { redis, _ in
            try redis.call("SCRIPT", "LOAD", RateLimitScript.text)
            let rule = RateLimitRule(count: 5, windowSeconds: 60)
            let decisions = try (0..<7).map { _ in try ask(redis, "log", rule) }
            #expect(decisions.map(\.allowed) == [true, true, true, true, true, false, false])
            #expect(decisions.map(\.remaining) == [4, 3, 2, 1, 0, 0, 0])
            #expect(decisions[0].resetSeconds == 60)
            #expect(decisions.allSatisfy { $0.mode == .redis })
            #expect(decisions[5].retryAfterSeconds.map { (1...60).contains($0) } == true)
            let length = try redis.call("LLEN", "log")
            #expect(length == .integer(5))
            guard case .integer(let rest) = try redis.call("PTTL", "log") else { return }
            #expect((1...60_000).contains(rest))
        }
    }

    @Test func noWindowHoldsMoreByRedisClock() async throws {
        try await withRedis { redis, _ in
            try redis.call("SCRIPT", "LOAD", RateLimitScript.text)
            let rule = RateLimitRule(count: 4, windowSeconds: 1)
            var times: [Int64] = []
            let deadline = ContinuousClock.now + .seconds(20)
            while times.count < 12, ContinuousClock.now < deadline {
                guard try ask(redis, "log", rule).allowed else { continue }
                guard case .text(let time?) = try redis.call("LINDEX", "log", "-1") else { continue }
                times.append(try #require(Int64(time)))
            }
            try #require(times.count == 12)
            for start in times {
                #expect(times.filter { (0..<1_000_000).contains($0 - start) }.count <= 4)
            }
        }
    }

    @Test func severalClientsShareOneAllowance() async throws {
        try await withRedis { redis, path in
            try redis.call("SCRIPT", "LOAD", RateLimitScript.text)
            let rule = RateLimitRule(count: 50, windowSeconds: 3600)
            let lines = try (0..<4).map { _ in try RedisLine(path: path) }
            var admitted = 0
            for _ in 0..<30 {
                for line in lines where try ask(line, "log", rule).allowed { admitted += 1 }
            }
            #expect(admitted == 50)
        }
    }

    /// A clock that went back a little stands still; one that went back far starts anew instead of locking out.
    @Test(arguments: [(30, false), (90, true)])
    func aClockThatWentBackLocksNobodyOutForLong(secondsAhead: Int64, allowed: Bool) async throws {
        try await withRedis { redis, _ in
            try redis.call("SCRIPT", "LOAD", RateLimitScript.text)
            let clock = try redis.call("TIME").texts.first ?? ""
            let now = try #require(Int64(clock))
            let ahead = "\((now + secondsAhead) * 1_000_000)"
            try redis.call("RPUSH", "log", ahead, ahead)
            let decision = try ask(redis, "log", RateLimitRule(count: 2, windowSeconds: 60))
            #expect(decision.allowed == allowed)
            #expect(decision.resetSeconds <= 60)
        }
    }
}
