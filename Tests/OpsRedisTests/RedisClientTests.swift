import Glibc
import OpsChildren
import OpsRedis
import OpsTestSupport
import Testing

/// On a real Redis.
@Suite struct RedisClientTests {
    private func connected(_ redis: TestRedis) async throws -> RedisClient {
        let client = RedisClient(endpoint: try RedisEndpoint.parse(url: redis.url))
        client.start()
        try await eventually("the connection") { client.isConnected }
        return client
    }

    @Test func repliesKeepTheirKinds() async throws {
        try await TestRedis.with { redis in
            let client = try await connected(redis)
            let limit = Duration.seconds(30)
            #expect(try await client.command(["SET", "k", "ü\r\n\0"], timeout: limit) == .status("OK"))
            #expect(try await client.command(["GET", "k"], timeout: limit) == .string("ü\r\n\0"))
            #expect(try await client.command(["GET", "none"], timeout: limit) == .null)
            #expect(try await client.command(["INCRBY", "n", "41"], timeout: limit).number == 41)
            #expect(try await client.command(["MGET", "k", "none"], timeout: limit).elements?.last == .null)
            let wrong = try await client.command(["INCR", "k"], timeout: limit)
            #expect(wrong.errorText?.hasPrefix("ERR") == true)
            let nested = try await client.command(["EVAL", "return {1,{'a',false}}", "0"], timeout: limit)
            #expect(nested == .array([.integer(1), .array([.string("a"), .null])]))
            await client.stop()
        }
    }

    @Test(arguments: [
        [], [""], ["SUBSCRIBE", "c"], ["monitor"], ["SET", "k", String(repeating: "x", count: 1 << 20)],
    ])
    func whatASharedConnectionCannotCarryIsNotSent(arguments: [String]) async throws {
        try await TestRedis.with { redis in
            let client = try await connected(redis)
            #expect(try await client.command(arguments, timeout: .seconds(30)).errorText?.hasPrefix("ERR") == true)
            #expect(try await client.command(["PING"], timeout: .seconds(30)) == .status("PONG"))
            await client.stop()
        }
    }

    @Test func manyAtOnceEachGetTheirOwnReply() async throws {
        try await TestRedis.with { redis in
            let client = try await connected(redis)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<2000 {
                    group.addTask {
                        let reply = try await client.command(["ECHO", "\(number)"], timeout: .seconds(20))
                        #expect(reply == .string("\(number)"))
                    }
                }
                try await group.waitForAll()
            }
            await client.stop()
        }
    }

    @Test func scriptsRunByHashAndSurviveARestartThatForgetsThem() async throws {
        try await TestRedis.with { redis in
            let client = try await connected(redis)
            let script = RedisScript(name: "sum", source: "return redis.call('INCRBY', KEYS[1], ARGV[1])")
            func run() async throws -> RedisReply {
                try await client.evaluate(script, keys: ["k"], arguments: ["5"], timeout: .seconds(30))
            }
            #expect(try await run() == .integer(5))
            #expect(try await run() == .integer(10))
            #expect(try await client.command(["SCRIPT", "FLUSH"], timeout: .seconds(30)) == .status("OK"))
            #expect(try await run() == .integer(15))
            try await redis.server.restart()
            try await eventually("the next connection") { client.isConnected }
            try await eventually("a reply") { (try? await run()) != nil }
            let broken = RedisScript(name: "broken", source: "this is no Lua")
            await #expect(throws: RedisError.self) {
                try await client.evaluate(broken, keys: [], arguments: [], timeout: .seconds(30))
            }
            await client.stop()
        }
    }

    @Test func aDatabaseOfItsOwn() async throws {
        try await TestRedis.with { redis in
            let first = try await connected(redis)
            let second = RedisClient(endpoint: try RedisEndpoint.parse(url: redis.url + "?db=3"))
            second.start()
            try await eventually("the connection") { second.isConnected }
            _ = try await first.command(["SET", "k", "v"], timeout: .seconds(30))
            #expect(try await second.command(["GET", "k"], timeout: .seconds(30)) == .null)
            for client in [first, second] { await client.stop() }
        }
    }

    @Test func aPasswordThatIsRefusedIsSaidAndNotRepeated() async throws {
        try await TestRedis.with { redis in
            var endpoint = try RedisEndpoint.parse(url: redis.url)
            endpoint.password = "secret-\(UInt64.random(in: 0...UInt64.max))"
            let client = RedisClient(endpoint: endpoint)
            client.start()
            for await event in client.events {
                guard case .linkDown(let reason, _) = event else {
                    Issue.record("connected")
                    break
                }
                #expect(reason.contains("signing in was refused") && !reason.contains("secret-"))
                break
            }
            #expect(!client.isConnected)
            await client.stop()
        }
    }

    @Test func afterTheStopNothingIsSent() async throws {
        try await TestRedis.with { redis in
            let client = try await connected(redis)
            await client.stop()
            await #expect(throws: RedisError.notConnected) { try await client.command(["PING"], timeout: .seconds(1)) }
            await client.stop()
        }
    }
}
