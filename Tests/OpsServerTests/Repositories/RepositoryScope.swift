import OpsChildren
import OpsCore
import OpsServer
import OpsStorage

/// Databases with the real schema.
enum RepositoryScope {
    static let now = WallTime(milliseconds: 1_790_000_000_000)

    /// Calls `body` with a migrated, empty database of the backend.
    static func with(_ backend: Backend, _ body: (any Database) async throws -> Void) async throws {
        try await DatabaseScope.with(backend) { database in
            try await Migrator(database, OpsMigrations.all).up()
            try await body(database)
        }
    }

    /// Calls `body` with two servers' views of one migrated, empty database.
    static func withTwo(_ backend: Backend, _ body: (any Database, any Database) async throws -> Void) async throws {
        let directory = try PrivateDirectory()
        defer { directory.remove() }
        let url =
            switch backend {
            case .sqlite: "sqlite:\(directory.file("shared.sqlite"))"
            case .postgres: try DatabaseScope.freshPostgresURL()
            }
        let first = try await DatabaseURL.open(url)
        let second = try await DatabaseURL.open(url)
        try await Migrator(first, OpsMigrations.all).up()
        try await body(first, second)
        await first.close()
        await second.close()
    }
}
