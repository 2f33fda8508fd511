import Glibc
import OpsChildren
import OpsCore
import OpsMetrics
import OpsRedis
import OpsTestSupport
import Testing

@testable import OpsServer

/// Each way in which Redis can fail (CONTRACT row A1): requests go on, limited here; and Redis counts again by itself.
@Suite struct LimiterFaultTests {
    private static let rule = RateLimitRule(count: 100_000, windowSeconds: 60)

    /// A limiter on a Redis of its own, and a second connection for the one who breaks it.
    struct Site: Sendable {
        let limiter: LimiterService
        let redis: TestRedis
        let breaker: RedisClient
        let registry: MetricRegistry
        let changes: Guarded<[LimiterMode.Change]>

        @discardableResult
        func admit() async -> RateLimitDecision {
            await limiter.admit(LimiterServiceTests.caller, address: "192.0.2.1", to: .general)
        }

        func tell(_ words: String...) async throws {
            let reply = try await breaker.command(words, timeout: .seconds(20))
            #expect(reply.errorText == nil, "\(words)")
        }

        /// Asks until one of the two counts, as traffic would.
        func eventually(_ mode: RateLimitDecision.Mode) async throws {
            try await OpsTestSupport.eventually(within: .seconds(60), "\(mode.rawValue) counts") {
                let decision = await admit()
                #expect(decision.allowed, "no request is refused")
                return decision.mode == mode && limiter.mode == mode
            }
        }
    }

    private func with(
        wait: Duration = .milliseconds(500), _ body: (Site) async throws -> Void
    ) async throws {
        try await TestRedis.with { server in
            let clients = try (0..<2).map { _ in RedisClient(endpoint: try RedisEndpoint.parse(url: server.url)) }
            clients.forEach { $0.start() }
            try await eventually { clients.allSatisfy(\.isConnected) }
            let changes = Guarded<[LimiterMode.Change]>([])
            let registry = MetricRegistry(includesProcess: false)
            let limiter = LimiterService(
                book: RateLimitBook(site: "main", classes: [.general: Self.rule]), redis: clients[0],
                clock: SystemClock(), patience: RedisPatience(wait: wait, silence: .milliseconds(500)),
                metrics: registry
            ) { change in changes.with { $0.append(change) } }
            let site = Site(
                limiter: limiter, redis: server, breaker: clients[1], registry: registry, changes: changes)
            let result: Result<Void, any Error>
            do {
                try await site.eventually(.redis)
                result = .success(try await body(site))
            } catch { result = .failure(error) }
            server.server.kill(SIGCONT)
            for client in clients { await client.stop() }
            try result.get()
        }
    }

    @Test func aFlushedScriptIsLoadedAgainWithinTheRequest() async throws {
        try await with { site in
            for _ in 0..<5 {
                try await site.tell("SCRIPT", "FLUSH")
                #expect(await site.admit().mode == .redis)
            }
            #expect(site.changes.value.isEmpty)
        }
    }

    @Test func anotherTypeUnderTheNameIsReplaced() async throws {
        try await with { site in
            let name = RateLimitKey.name(
                site: "main", limit: .general, rule: Self.rule, caller: "ip:192.0.2.1")
            try await site.tell("DEL", name)
            try await site.tell("HSET", name, "a", "b")
            #expect(await site.admit().mode == .redis)
            #expect(site.changes.value.isEmpty)
        }
    }

    @Test func aFullMemoryIsNoOutage() async throws {
        try await with { site in
            try await site.tell("CONFIG", "SET", "maxmemory", "1")
            try await site.eventually(.local)
            #expect(site.changes.value.map(\.cause) == [.failing])
            try await site.tell("CONFIG", "SET", "maxmemory", "0")
            try await site.eventually(.redis)
        }
    }

    @Test func aReplicaThatMayNotWriteIsNoOutage() async throws {
        try await with { site in
            try await site.tell("REPLICAOF", "127.0.0.1", "\(try FreePort.find())")
            try await site.eventually(.local)
            try await site.tell("REPLICAOF", "NO", "ONE")
            try await site.eventually(.redis)
        }
    }

    @Test func aPasswordThatIsNotKnownIsNoOutage() async throws {
        try await with { site in
            // Connections that are up stay; the next one is refused until the password is gone again.
            try await site.tell("CONFIG", "SET", "requirepass", "wanted-0123456789")
            let late = RedisClient(endpoint: try RedisEndpoint.parse(url: site.redis.url))
            let limiter = LimiterService(
                book: RateLimitBook(site: "main", classes: [.general: Self.rule]), redis: late, clock: SystemClock()
            ) { _ in }
            late.start()
            for _ in 0..<20 {
                let decision = await limiter.admit(LimiterServiceTests.caller, address: "192.0.2.1", to: .general)
                #expect(decision.allowed && decision.mode == .local)
            }
            try await site.tell("CONFIG", "SET", "requirepass", "")
            try await eventually(within: .seconds(60), "Redis counts") {
                await limiter.admit(LimiterServiceTests.caller, address: "192.0.2.1", to: .general).mode == .redis
            }
            await late.stop()
        }
    }

    @Test func aKilledRedisIsFoundAgain() async throws {
        try await with { site in
            site.redis.server.kill(SIGKILL)
            try await site.eventually(.local)
            try await site.redis.server.restart()
            try await site.eventually(.redis)
        }
    }

    @Test func aHangingRedisIsNoticedByItsSilence() async throws {
        try await with(wait: .milliseconds(5)) { site in
            site.redis.server.kill(SIGSTOP)
            try await site.eventually(.local)
            #expect([.silent, .failing].contains(site.changes.value.first { $0.mode == .local }?.cause))
            let text = site.registry.expose()
            #expect(text.contains("ratelimit_decisions_total{class=\"general\",mode=\"local\",outcome=\"allowed\"}"))
            site.redis.server.kill(SIGCONT)
            try await site.eventually(.redis)
        }
    }

    /// Every reply takes longer than a request waits, as over a bad link.
    @Test func aSlowRedisIsLeftAloneAfterAWhile() async throws {
        try await with(wait: .milliseconds(5)) { site in
            let spin = """
                local t = redis.call('TIME') local start = t[1] * 1000000 + t[2]
                repeat t = redis.call('TIME') until t[1] * 1000000 + t[2] - start > 30000
                return 1
                """
            let slow = Task {
                while !Task.isCancelled {
                    _ = try? await site.breaker.command(["EVAL", spin, "0"], timeout: .seconds(5))
                }
            }
            try await site.eventually(.local)
            slow.cancel()
            _ = await slow.value
            try await site.eventually(.redis)
        }
    }
}
