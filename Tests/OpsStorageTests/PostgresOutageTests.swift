import Glibc
import OpsChildren
import OpsTestSupport
import Testing

@testable import OpsStorage

/// A Postgres that goes away as a whole, and comes back. It has a server to itself.
@Suite struct PostgresOutageTests {
    @Test func killedServerFailsAtOnceAndComesBack() async throws {
        try await TestPostgres.with { postgres in
            let database = try PostgresDatabase(url: postgres.url)
            try await database.write { try $0.execute(BackendTests.table) }
            #expect(postgres.server.kill(SIGQUIT))
            _ = await postgres.server.exited
            let error = await #expect(throws: StorageError.self) { try await database.ping() }
            #expect(error?.kind == .unavailable)
            #expect(error?.isWorthRetrying == true)
            try await postgres.server.restart()
            try await eventually("it writes again") {
                (try? await database.write { try $0.execute("INSERT INTO things (id) VALUES (1)") }) == 1
            }
            await database.close()
        }
    }
}
