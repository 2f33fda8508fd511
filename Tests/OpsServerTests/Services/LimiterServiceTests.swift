import Glibc
import OpsChildren
import OpsCore
import OpsRedis
import OpsTestSupport
import Testing

@testable import OpsServer

/// Limits across a Redis that hangs and comes back.
@Suite struct LimiterServiceTests {
    static let caller = Caller(identity: .address("192.0.2.1"), role: nil)

    static func with(
        _ rule: RateLimitRule,
        _ body: (LimiterService, TestRedis, Guarded<[CircuitBreaker.Transition]>) async throws -> Void
    ) async throws {
        try await TestRedis.with { server in
            let redis = RedisClient(endpoint: try RedisEndpoint.parse(url: server.url))
            redis.start()
            let transitions = Guarded<[CircuitBreaker.Transition]>([])
            let limiter = LimiterService(
                book: RateLimitBook(site: "main", classes: [.general: rule]), redis: redis, clock: SystemClock(),
                // A busy machine may take longer than the product's patience; here only a hang may count as one.
                patience: RedisPatience(wait: .milliseconds(500), silence: .milliseconds(500))
            ) { change in transitions.with { $0.append(change.transition) } }
            try await eventually { redis.isConnected }
            let result: Result<Void, any Error>
            do { result = .success(try await body(limiter, server, transitions)) } catch { result = .failure(error) }
            server.server.kill(SIGCONT)
            await redis.stop()
            try result.get()
        }
    }

    @Test func redisHangsLocalTakesOverAndRedisComesBack() async throws {
        let rule = RateLimitRule(count: 20, windowSeconds: 4)
        try await Self.with(rule) { limiter, server, transitions in
            let admitted = Guarded<[MonotonicTime]>([])
            let traffic = Task {
                while !Task.isCancelled {
                    let decision = await limiter.admit(Self.caller, address: "192.0.2.1", to: .general)
                    if decision.allowed {
                        let now = SystemClock().monotonic
                        admitted.with { $0.append(now) }
                    }
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            try await eventually { admitted.value.count >= 5 }
            #expect(limiter.mode == .redis)
            server.server.kill(SIGSTOP)
            try await eventually("local counts") { limiter.mode == .local }
            let before = admitted.value.count
            try await eventually("requests go on") { admitted.value.count > before + 10 }
            server.server.kill(SIGCONT)
            try await eventually(within: .seconds(90), "Redis counts again") { limiter.mode == .redis }
            let back = admitted.value.count
            try await eventually(within: .seconds(90), "two windows more") { admitted.value.count > back + 45 }
            traffic.cancel()
            _ = await traffic.result
            // No window, wherever it begins, holds more than the limit. Decisions are noted a little after they fall,
            // each by its own delay: hence the margin in time, not in count.
            let times = admitted.value
            let margin = Duration.milliseconds(1000)
            for first in times.indices.dropLast(rule.count) {
                let span = times[first + rule.count].duration(since: times[first])
                #expect(span + margin >= .seconds(rule.windowSeconds))
            }
            #expect(transitions.value.first?.to == .open)
            #expect(transitions.value.last?.to == .closed)
        }
    }

    @Test func aHangingRedisIsAskedRarely() async throws {
        try await Self.with(RateLimitRule(count: 1000, windowSeconds: 60)) { limiter, server, transitions in
            _ = await limiter.admit(Self.caller, address: "192.0.2.1", to: .general)
            server.server.kill(SIGSTOP)
            var modes: [RateLimitDecision.Mode] = []
            for _ in 0..<100 {
                modes.append(await limiter.admit(Self.caller, address: "192.0.2.1", to: .general).mode)
            }
            // Every request is decided, here; one at most waited, all the others asked nobody.
            #expect(modes.allSatisfy { $0 == .local })
            try await eventually("the silence is noticed") { limiter.mode == .local }
            #expect(transitions.value.first?.to == .open)
        }
    }

    @Test func withoutRedisTheLimitIsExact() async throws {
        let rule = RateLimitRule(count: 5, windowSeconds: 60)
        let limiter = LimiterService(
            book: RateLimitBook(site: "main", classes: [.ops: rule]), redis: nil, clock: SystemClock()
        ) { _ in }
        var allowed: [Bool] = []
        for _ in 0..<6 { allowed.append(await limiter.admit(Self.caller, address: "a", to: .ops).allowed) }
        #expect(allowed == [true, true, true, true, true, false])
        #expect(limiter.mode == .local)
    }
}
