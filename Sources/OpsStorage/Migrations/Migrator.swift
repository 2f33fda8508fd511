#if canImport(Glibc)
    import Glibc
#endif

/// Brings a database's schema up or down. Each call is one transaction: all of its migrations or none.
///
/// Two servers cannot migrate at once: writes of one database exclude each other, and each looks at what is applied
/// only inside its own. The second waits, up to ``patience``, and then finds nothing left to do.
public struct Migrator: Sendable {
    /// How long to wait for another server's migration.
    public static let patience = Duration.seconds(60)
    /// How long one statement of a migration may take.
    static let statementSeconds = 600

    private let database: any Database
    private let migrations: [Migration]

    /// `migrations` are all that the program has, numbered upwards.
    public init(_ database: any Database, _ migrations: [Migration]) {
        self.database = database
        self.migrations = migrations
    }

    /// Applies what is missing, and returns it. Throws ``StorageError/Kind/migration`` where the database is newer than
    /// this program.
    @discardableResult
    public func up() async throws -> [Migration] {
        let migrations = migrations
        return try await exclusively { connection in
            let pending = try MigrationPlan(known: migrations, applied: Self.applied(connection)).pendingUp()
            for migration in pending {
                try Self.run(migration.up, of: migration, connection)
                try connection.execute(
                    "INSERT INTO schema_migrations (number, name, applied_at_ms) VALUES (?, ?, ?)",
                    [.integer(Int64(migration.number)), .text(migration.name), .integer(Self.now())])
            }
            return pending
        }
    }

    /// Undoes the migrations above `number` (0: all), newest first, and returns them. Data in what they made is lost.
    @discardableResult
    public func down(to number: Int) async throws -> [Migration] {
        let migrations = migrations
        return try await exclusively { connection in
            let pending = try MigrationPlan(known: migrations, applied: Self.applied(connection))
                .pendingDown(to: number)
            for migration in pending {
                try Self.run(migration.down, of: migration, connection)
                try connection.execute(
                    "DELETE FROM schema_migrations WHERE number = ?", [.integer(Int64(migration.number))])
            }
            return pending
        }
    }

    /// Every migration and when it was applied, by number. Changes nothing.
    public func status() async throws -> [MigrationStatus] {
        let (migrations, backend) = (migrations, database.backend)
        return try await database.read { connection in
            let exists = try Self.tableExists(backend, connection)
            let applied = exists ? try Self.applied(connection) : []
            return try MigrationPlan(known: migrations, applied: applied).status()
        }
    }

    private func exclusively<T: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> T
    ) async throws -> T {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            do {
                return try await database.write { connection in
                    try (connection as? any PatientConnection)?.allowSlowStatements(seconds: Self.statementSeconds)
                    try connection.execute(Self.table)
                    return try body(connection)
                }
            } catch let error as StorageError where error.kind == .busy && ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(Int.random(in: 250...750)))
            }
        }
    }

    private static let table =
        """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number BIGINT PRIMARY KEY NOT NULL, name TEXT NOT NULL, applied_at_ms BIGINT NOT NULL)
        """

    private static func tableExists(_ backend: Backend, _ connection: any SQLConnection) throws -> Bool {
        let rows =
            switch backend {
            case .sqlite:
                try connection.query(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'")
            case .postgres:
                try connection.query("SELECT 1 AS one WHERE to_regclass('schema_migrations') IS NOT NULL")
            }
        return !rows.isEmpty
    }

    private static func applied(_ connection: any SQLConnection) throws -> [MigrationPlan.Applied] {
        try connection.query("SELECT number, name, applied_at_ms FROM schema_migrations ORDER BY number").map {
            MigrationPlan.Applied(
                number: Int(try $0.integer("number")), name: try $0.text("name"),
                atMilliseconds: try $0.integer("applied_at_ms"))
        }
    }

    private static func run(_ statements: [String], of migration: Migration, _ connection: any SQLConnection) throws {
        do {
            for statement in statements { try connection.execute(statement) }
        } catch var error as StorageError {
            error.operation = "migration \(migration.number) \(migration.name): \(error.operation)"
            throw error
        }
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
