import OpsChildren

/// A PostgreSQL of a test's own. It dies with its last reference, and with the test process.
public final class TestPostgres: Sendable {
    public let server: PostgresServer
    public let directory: PrivateDirectory

    /// A libpq connection string.
    public var url: String { server.url }

    private init(server: PostgresServer, directory: PrivateDirectory) {
        self.server = server
        self.directory = directory
    }

    deinit {
        server.killNow()
        directory.remove()
    }

    /// - Throws: `ChildError`; a missing program names its package.
    public static func start() async throws -> TestPostgres {
        let directory = try PrivateDirectory()
        do {
            return TestPostgres(server: try await PostgresServer.start(in: directory), directory: directory)
        } catch {
            directory.remove()
            throw error
        }
    }

    /// Runs a body with a PostgreSQL that ends with it, however it ends.
    public static func with<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: (TestPostgres) async throws -> Result
    ) async throws -> Result {
        let postgres = try await start()
        do {
            let result = try await body(postgres)
            await postgres.stop()
            return result
        } catch {
            await postgres.stop()
            throw error
        }
    }

    /// Ends the server and removes its files and data.
    public func stop() async {
        await server.stop()
        directory.remove()
    }
}
