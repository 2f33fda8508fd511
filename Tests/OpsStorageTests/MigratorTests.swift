import Testing

@testable import OpsStorage

@Suite(.databases) struct MigratorTests {
    static let first = Migration(
        number: 1, name: "one", up: ["CREATE TABLE one (a BIGINT)", "INSERT INTO one VALUES (1)"],
        down: ["DROP TABLE one"])
    static let second = Migration(
        number: 2, name: "two", up: ["CREATE TABLE two (a BIGINT)"], down: ["DROP TABLE two"])
    static let broken = Migration(
        number: 3, name: "three", up: ["CREATE TABLE three (a BIGINT)", "INSERT INTO nowhere VALUES (1)"], down: [])

    @Test(arguments: Backend.allCases) func upDownAndUpAgain(_ backend: Backend) async throws {
        try await DatabaseScope.with(backend) { database in
            let migrator = Migrator(database, [Self.first, Self.second])
            #expect(try await migrator.status().map(\.appliedAtMilliseconds) == [nil, nil])
            #expect(try await migrator.up() == [Self.first, Self.second])
            #expect(try await migrator.up() == [])
            #expect(try await migrator.status().allSatisfy { ($0.appliedAtMilliseconds ?? 0) > 1_700_000_000_000 })
            #expect(try await migrator.down(to: 0) == [Self.second, Self.first])
            #expect(try await migrator.up().count == 2)
            let rows = try await database.read { try $0.query("SELECT a FROM one") }
            #expect(rows.count == 1)
        }
    }

    @Test(arguments: Backend.allCases) func failedMigrationLeavesNothing(_ backend: Backend) async throws {
        try await DatabaseScope.with(backend) { database in
            try await Migrator(database, [Self.first]).up()
            let error = await #expect(throws: StorageError.self) {
                try await Migrator(database, [Self.first, Self.second, Self.broken]).up()
            }
            #expect(error?.operation.hasPrefix("migration 3 three") == true)
            let status = try await Migrator(database, [Self.first, Self.second, Self.broken]).status()
            #expect(status.map { $0.appliedAtMilliseconds != nil } == [true, false, false])
            for table in ["two", "three"] {
                let kind = try await BackendTests.kind {
                    _ = try await database.read { try $0.query("SELECT a FROM \(table)") }
                }
                #expect(kind == .statement)
            }
        }
    }

    @Test(arguments: Backend.allCases) func newerDatabaseIsRefused(_ backend: Backend) async throws {
        try await DatabaseScope.with(backend) { database in
            try await Migrator(database, [Self.first, Self.second]).up()
            let old = Migrator(database, [Self.first])
            for attempt in [{ try await old.up() }, { try await old.down(to: 0) }] as [() async throws -> [Migration]] {
                let error = await #expect(throws: StorageError.self) { _ = try await attempt() }
                #expect(error?.kind == .migration)
            }
            #expect(try await old.status().map(\.known) == [true, false])
        }
    }

    @Test(arguments: Backend.allCases) func manyAtOnceMigrateOnce(_ backend: Backend) async throws {
        try await DatabaseScope.with(backend) { database in
            let applied = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 { group.addTask { try await Migrator(database, [Self.first, Self.second]).up().count } }
                return try await group.reduce(0, +)
            }
            #expect(applied == 2)
        }
    }

    /// Two servers, each with a connection of its own, on one Postgres.
    @Test func twoServersMigrateOnce() async throws {
        let url = try DatabaseScope.freshPostgresURL()
        let servers = try (0..<4).map { _ in try PostgresDatabase(url: url) }
        let applied = try await withThrowingTaskGroup(of: Int.self) { group in
            for server in servers {
                group.addTask { try await Migrator(server, [Self.first, Self.second]).up().count }
            }
            return try await group.reduce(0, +)
        }
        #expect(applied == 2)
        for server in servers { await server.close() }
    }
}
