import OpsChildren
import OpsTestSupport
import Testing

@testable import OpsStorage

/// One real Postgres around all tests of a suite, ended with it however it ends.
struct DatabaseScope: SuiteTrait, TestScoping {
    @TaskLocal static var postgres: TestPostgres?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let postgres = try await TestPostgres.start()
        do {
            try await Self.$postgres.withValue(postgres) { try await function() }
        } catch {
            await postgres.stop()
            throw error
        }
        await postgres.stop()
    }

    /// A fresh, empty database on the suite's server; returns its URL.
    static func freshPostgresURL() throws -> String {
        let server = try #require(postgres).server
        let name = "t\(UInt64.random(in: 0...UInt64.max))"
        let link = try PostgresLink(PostgresAddress(url: server.url), PostgresTimeouts(connect: .seconds(20)))
        try link.script("CREATE DATABASE \(name) TEMPLATE template0", within: .seconds(30))
        return "postgresql://opstui@/\(name)?host=\(server.socketDirectory)&port=\(server.port)"
    }

    /// Calls `body` with an empty database of the backend, closed afterwards.
    static func with(_ backend: Backend, _ body: (any Database) async throws -> Void) async throws {
        switch backend {
        case .sqlite:
            let directory = try PrivateDirectory()
            defer { directory.remove() }
            try await use(SQLiteDatabase(path: directory.file("test.sqlite")), body)
        case .postgres:
            try await use(PostgresDatabase(url: freshPostgresURL()), body)
        }
    }

    private static func use(_ database: any Database, _ body: (any Database) async throws -> Void) async throws {
        do {
            try await body(database)
        } catch {
            await database.close()
            throw error
        }
        await database.close()
    }
}

extension Trait where Self == DatabaseScope {
    /// Starts a Postgres for the suite.
    static var databases: DatabaseScope { DatabaseScope() }
}
