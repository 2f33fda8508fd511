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

    private func ask(
        _ redis: RedisLine, _ key: String, _ rule: RateLimitRule, microseconds: Int64? = nil
    ) throws -> RateLimitDecision {
        let reply = try redis.call(
            ["EVALSHA", RateLimitScript.sha1, "1", key] + RateLimitScript.arguments(rule, microseconds: microseconds))
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
            #expect((1...60_001).contains(rest))
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

    /// The same calls at the same times, here and in Redis: in every step the same answer.
    @Test(arguments: [
        "5/minute", "1/s", "2/2s", "7/10s", "1000/minute", "1001/minute", "1200/7s", "6000/minute", "99991/hour",
        "1000000/s", "1000000/day",
    ])
    func redisAndThisProcessGiveTheSameAnswers(rule text: String) async throws {
        let rule = try RateLimitRule.parse(text)
        try await withRedis { redis, _ in
            try redis.call("SCRIPT", "LOAD", RateLimitScript.text)
            let local = LocalLimiter()
            var random = SplitMix64(seed: 11)
            // Near the real time, where a double's exactness counts.
            var time: Int64 = 1_800_000_000_000_000
            for step in 0..<1500 {
                time += Self.gap(rule, &random)
                let here = local.admit(key: "k", rule: rule, now: MonotonicTime(nanoseconds: time * 1000))
                var there = try ask(redis, "k", rule, microseconds: time)
                #expect(there.mode == .redis)
                there.mode = .local
                guard there != here else { continue }
                Issue.record("step \(step) at \(time): Redis \(there), here \(here)")
                return
            }
        }
    }

    /// Bursts, steps of one cell, pauses, and now and then a step back.
    private static func gap(_ rule: RateLimitRule, _ random: inout SplitMix64) -> Int64 {
        let window = Int64(rule.windowSeconds) * 1_000_000
        switch Int.random(in: 0..<40, using: &random) {
        case 0: return window
        case 1: return -min(window / 2, 1000)
        case 2: return .random(in: 0...2 * window, using: &random)
        case 3..<8: return window / Int64(rule.count)
        case 8..<12: return .random(in: 0...window / 10, using: &random)
        default: return 0
        }
    }

    /// A name of ours that holds something else is taken over, and the limit holds from then on.
    @Test(arguments: ["2/minute", "1001/hour"])
    func whatIsNotOursUnderOurNameGoes(rule text: String) async throws {
        let rule = try RateLimitRule.parse(text)
        try await withRedis { redis, _ in
            try redis.call("SCRIPT", "LOAD", RateLimitScript.text)
            for garbage in [["SET", "k", "x"], ["RPUSH", "k", "x"], ["HSET", "k", "f", "v"], ["SADD", "k", "v"]] {
                try redis.call("DEL", "k")
                _ = try redis.call(garbage)
                #expect(try ask(redis, "k", rule).allowed)
                #expect(try ask(redis, "k", rule).remaining == rule.count - 2)
            }
        }
    }
}
