import OpsChildren

/// A Redis of a test's own. It dies with its last reference, and with the test process.
public final class TestRedis: Sendable {
    public let server: RedisServer
    public let directory: PrivateDirectory

    /// `unix://PATH`.
    public var url: String { server.url }

    private init(server: RedisServer, directory: PrivateDirectory) {
        self.server = server
        self.directory = directory
    }

    deinit {
        server.killNow()
        directory.remove()
    }

    /// - Throws: `ChildError`; a missing program names its package.
    public static func start(maxMemoryMegabytes: Int = 64) async throws -> TestRedis {
        let directory = try PrivateDirectory()
        do {
            let server = try await RedisServer.start(in: directory, maxMemoryMegabytes: maxMemoryMegabytes)
            return TestRedis(server: server, directory: directory)
        } catch {
            directory.remove()
            throw error
        }
    }

    /// Runs a body with a Redis that ends with it, however it ends.
    public static func with<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: (TestRedis) async throws -> Result
    ) async throws -> Result {
        let redis = try await start()
        do {
            let result = try await body(redis)
            await redis.stop()
            return result
        } catch {
            await redis.stop()
            throw error
        }
    }

    /// Ends the server and removes its files.
    public func stop() async {
        await server.stop()
        directory.remove()
    }
}
