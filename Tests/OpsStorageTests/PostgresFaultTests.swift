import Dispatch
import Glibc
import OpsTestSupport
import Testing

@testable import OpsStorage

/// A Postgres that dies, freezes, or drops a connection at the worst moment.
@Suite(.databases) struct PostgresFaultTests {
    static let short = PostgresTimeouts(
        connect: .seconds(30), statement: .milliseconds(700), grace: .milliseconds(300))

    static func pid(_ connection: any SQLConnection) throws -> pid_t {
        pid_t(try connection.query("SELECT pg_backend_pid() AS pid")[0].integer("pid"))
    }

    @Test func connectionThatDiedWhileIdleIsReplaced() async throws {
        let database = try PostgresDatabase(url: DatabaseScope.freshPostgresURL())
        let other = try PostgresDatabase(url: DatabaseScope.freshPostgresURL())
        let pid = try await database.write { try Self.pid($0) }
        try await other.write { _ = try $0.query("SELECT pg_terminate_backend(?::int)", [.integer(Int64(pid))]) }
        try await eventually("the backend is gone") { kill(pid, 0) != 0 }
        let next = try await database.write { try Self.pid($0) }
        #expect(next != pid)
        await database.close()
        await other.close()
    }

    @Test func connectionLostInTheMiddleChangesNothing() async throws {
        let database = try PostgresDatabase(url: DatabaseScope.freshPostgresURL())
        try await database.write { try $0.execute(BackendTests.table) }
        let kind = try await BackendTests.kind {
            try await database.write { connection in
                try connection.execute("INSERT INTO things (id) VALUES (1)")
                kill(try Self.pid(connection), SIGTERM)
                try connection.execute("INSERT INTO things (id) SELECT 2 FROM pg_sleep(5)")
            }
        }
        #expect(kind == .connectionLost)
        let rows = try await database.read { try $0.query("SELECT id FROM things") }
        #expect(rows.isEmpty)
        await database.close()
    }

    @Test func frozenServerIsGivenUpInTime() async throws {
        let database = try PostgresDatabase(url: DatabaseScope.freshPostgresURL(), timeouts: Self.short)
        try await database.write { try $0.execute(BackendTests.table) }
        let frozen = FrozenProcess()
        let kind = try await BackendTests.kind {
            try await database.write { connection in
                frozen.freeze(try Self.pid(connection))
                try connection.execute("INSERT INTO things (id) VALUES (1)")
            }
        }
        #expect(kind == .connectionLost)
        frozen.thaw()
        try await eventually("a new connection writes") {
            (try? await database.write { try $0.execute("INSERT INTO things (id) VALUES (2)") }) == 1
        }
        let ids = try await database.read { try $0.query("SELECT id FROM things").map { try $0.integer("id") } }
        #expect(ids == [2])
        await database.close()
    }

    /// The server does commit, after it is thawed; the writer cannot have known and must not claim either.
    @Test func silenceAfterCommitIsUnknown() async throws {
        let database = try PostgresDatabase(url: DatabaseScope.freshPostgresURL(), timeouts: Self.short)
        try await database.write { try $0.execute(BackendTests.table) }
        let frozen = FrozenProcess()
        let kind = try await BackendTests.kind {
            try await database.write { connection in
                try connection.execute("INSERT INTO things (id) VALUES (1)")
                frozen.freeze(try Self.pid(connection))
            }
        }
        #expect(kind == .commitUnknown)
        frozen.thaw()
        try await eventually("the commit shows") {
            try await database.read { try $0.query("SELECT id FROM things").count } == 1
        }
        await database.close()
    }

    @Test func connectionLostDuringCommitIsUnknown() async throws {
        let database = try PostgresDatabase(url: DatabaseScope.freshPostgresURL())
        try await Self.makeCommitsSlow(database)
        let killer = try PostgresDatabase(url: DatabaseScope.freshPostgresURL())
        let victim = AsyncStream<pid_t>.makeStream()
        async let kind = BackendTests.kind {
            try await database.write { connection in
                try connection.execute("INSERT INTO things (id) VALUES (1)")
                victim.continuation.yield(try Self.pid(connection))
            }
        }
        var pids = victim.stream.makeAsyncIterator()
        let pid = Int64(try #require(await pids.next()))
        try await eventually("the commit sleeps") {
            try await killer.read { connection in
                try !connection.query(
                    "SELECT 1 AS one FROM pg_stat_activity WHERE pid = ? AND wait_event = 'PgSleep'", [.integer(pid)]
                ).isEmpty
            }
        }
        try await killer.write { _ = try $0.query("SELECT pg_terminate_backend(?::int)", [.integer(pid)]) }
        #expect(try await kind == .commitUnknown)
        await database.close()
        await killer.close()
    }

    /// A rule that the server checks only at COMMIT: refused there is refused for certain.
    @Test func refusedCommitIsNoDoubt() async throws {
        let database = try PostgresDatabase(url: DatabaseScope.freshPostgresURL())
        try await database.write {
            try $0.execute("CREATE TABLE d (id BIGINT UNIQUE DEFERRABLE INITIALLY DEFERRED)")
        }
        let kind = try await BackendTests.kind {
            try await database.write { connection in
                for _ in 0..<2 { try connection.execute("INSERT INTO d VALUES (1)") }
            }
        }
        #expect(kind == .constraint)
        let rows = try await database.read { try $0.query("SELECT id FROM d") }
        #expect(rows.isEmpty)
        await database.close()
    }

    @Test func silentServerIsGivenUpAndLeftAloneForAWhile() async throws {
        let listener = try #require(SilentListener())
        let database = try PostgresDatabase(
            url: "postgres://u@127.0.0.1:\(listener.port)/d", timeouts: PostgresTimeouts(connect: .milliseconds(300)))
        let first = await #expect(throws: StorageError.self) { try await database.ping() }
        #expect(first?.kind == .unavailable)
        #expect(first?.cause == "the server did not answer in time")
        // The backoff grows, so that even a slow caller comes too early at some point.
        try await eventually(within: .seconds(90), "a call is refused without an attempt") {
            let error = await #expect(throws: StorageError.self) { try await database.ping() }
            return error?.kind == .unavailable && error?.cause.contains("next attempt in") == true
        }
        await database.close()
    }

    @Test func slowStatementIsStoppedByTheServer() async throws {
        let database = try PostgresDatabase(url: DatabaseScope.freshPostgresURL(), timeouts: Self.short)
        let kind = try await BackendTests.kind {
            _ = try await database.read { try $0.query("SELECT pg_sleep(30)") }
        }
        #expect(kind == .timedOut)
        try await database.ping()
        await database.close()
    }

    @Test func anotherServersLongWriteIsBusy() async throws {
        let url = try DatabaseScope.freshPostgresURL()
        let first = try PostgresDatabase(url: url)
        let second = try PostgresDatabase(url: url, timeouts: Self.short)
        let started = AsyncStream<Void>.makeStream()
        let release = DispatchSemaphore(value: 0)
        async let long: Void = first.write { connection in
            _ = try connection.query("SELECT 1")
            started.continuation.yield()
            _ = release.wait(timeout: .now() + 60)
        }
        var starts = started.stream.makeAsyncIterator()
        await starts.next()
        let kind = try await BackendTests.kind { try await second.write { _ in } }
        release.signal()
        #expect([.busy, .timedOut].contains(kind), "was \(kind)")
        try await long
        try await second.write { _ in }
        await first.close()
        await second.close()
    }

    private static func makeCommitsSlow(_ database: PostgresDatabase) async throws {
        try await database.write { connection in
            try connection.execute(BackendTests.table)
            try connection.execute(
                """
                CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_sleep(60); RETURN NULL; END $$
                """)
            try connection.execute(
                """
                CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION dawdle()
                """)
        }
    }
}
