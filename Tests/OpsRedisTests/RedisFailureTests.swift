import Glibc
import OpsChildren
import OpsTestSupport
import Testing

@testable import OpsRedis

/// What happens when Redis is not there, dies, or hangs: on real servers.
@Suite struct RedisFailureTests {
    private func started(_ redis: TestRedis) async throws -> RedisClient {
        let client = RedisClient(endpoint: try RedisEndpoint.parse(url: redis.url))
        client.start()
        try await eventually("the connection") { client.isConnected }
        return client
    }

    @Test func whereNothingListensEachCallFailsAtOnceAndTheLinkSaysWhy() async throws {
        let client = RedisClient(endpoint: try RedisEndpoint.parse(url: "redis://127.0.0.1:\(try FreePort.find())"))
        await #expect(throws: RedisError.notConnected) { try await client.command(["PING"], timeout: .seconds(60)) }
        client.start()
        await #expect(throws: RedisError.notConnected) { try await client.command(["PING"], timeout: .seconds(60)) }
        var downs = 0
        for await event in client.events {
            guard case .linkDown(let reason, let pause) = event else { continue }
            #expect(reason.contains("refused") && pause <= 5)
            downs += 1
            if downs == 3 { break }
        }
        await client.stop()
    }

    @Test func aHungRedisCostsEachCallItsTimeoutAndNoMore() async throws {
        try await TestRedis.with { redis in
            let client = try await started(redis)
            redis.server.kill(SIGSTOP)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        await #expect(throws: RedisError.timedOut) {
                            try await client.command(["INCR", "hung"], timeout: .milliseconds(100))
                        }
                    }
                }
            }
            // A long timeout ends with the connection, which is given up after 2 s of silence.
            // On a slow machine those 2 s may be over before this call is made.
            await #expect {
                try await client.command(["PING"], timeout: .seconds(60))
            } throws: { error in
                [RedisError.linkLost, .notConnected].contains(error as? RedisError)
            }
            #expect(!client.isConnected)
            await #expect(throws: RedisError.notConnected) { try await client.command(["PING"], timeout: .seconds(60)) }
            redis.server.kill(SIGCONT)
            try await eventually(within: .seconds(90), "the connection") { client.isConnected }
            #expect(try await client.command(["ECHO", "back"], timeout: .seconds(5)) == .string("back"))
            await client.stop()
        }
    }

    @Test func lateRepliesGoToNobody() async throws {
        try await TestRedis.with { redis in
            let client = try await started(redis)
            redis.server.kill(SIGSTOP)
            await #expect(throws: RedisError.timedOut) {
                try await client.command(["ECHO", "late"], timeout: .milliseconds(50))
            }
            redis.server.kill(SIGCONT)
            #expect(try await client.command(["ECHO", "own"], timeout: .seconds(5)) == .string("own"))
            await client.stop()
        }
    }

    @Test func aKilledRedisLosesWhatIsUnderWayAndIsFoundAgain() async throws {
        try await TestRedis.with { redis in
            let client = try await started(redis)
            redis.server.kill(SIGSTOP)
            let call = Task { try await client.command(["PING"], timeout: .seconds(60)) }
            try await eventually("the call being under way") { client.commandsUnderWay == 1 }
            redis.server.kill(SIGKILL)
            await #expect(throws: RedisError.linkLost) { try await call.value }
            try await redis.server.restart()
            try await eventually("the connection") { client.isConnected }
            #expect(try await client.command(["PING"], timeout: .seconds(5)) == .status("PONG"))
            await client.stop()
        }
    }

    @Test func moreThanTheBoundAreRefusedAtOnce() async throws {
        try await TestRedis.with { redis in
            let client = try await started(redis)
            redis.server.kill(SIGSTOP)
            let outcomes = await withTaskGroup(of: RedisError?.self) { group in
                for _ in 0..<10_500 {
                    group.addTask {
                        do throws(RedisError) {
                            _ = try await client.command(["PING"], timeout: .seconds(60))
                            return nil
                        } catch { return error }
                    }
                }
                var counts: [RedisError: Int] = [:]
                for await error in group { error.map { counts[$0, default: 0] += 1 } }
                return counts
            }
            // Later ones may come after the connection was given up.
            #expect(outcomes[.linkLost, default: 0] <= 10_000)
            #expect(outcomes[.overloaded, default: 0] + outcomes[.notConnected, default: 0] >= 500)
            redis.server.kill(SIGCONT)
            await client.stop()
        }
    }
}
