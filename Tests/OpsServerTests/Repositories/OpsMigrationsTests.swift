import OpsServer
import OpsStorage
import Testing

@Suite(.databases) struct OpsMigrationsTests {
    @Test func numbersRunFromOneWithoutGaps() {
        #expect(OpsMigrations.all.map(\.number) == Array(1...OpsMigrations.all.count))
        #expect(Set(OpsMigrations.all.map(\.name)).count == OpsMigrations.all.count)
    }

    /// Every step, on a real database, there, back, and there again.
    @Test(arguments: Backend.allCases) func everyStepGoesBothWays(_ backend: Backend) async throws {
        try await DatabaseScope.with(backend) { database in
            let migrator = Migrator(database, OpsMigrations.all)
            try await migrator.up()
            for number in (0..<OpsMigrations.all.count).reversed() {
                #expect(try await migrator.down(to: number).map(\.number) == [number + 1])
            }
            let left = try await database.read { connection in
                switch backend {
                case .sqlite:
                    try connection.query(
                        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
                case .postgres:
                    try connection.query("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
                }
            }
            #expect(try left.map { try $0.text("name") } == ["schema_migrations"])
            #expect(try await migrator.up().count == OpsMigrations.all.count)
        }
    }
}
