/// What `DATABASE_URL` may say.
///
/// - `sqlite:PATH`: a file, absolute or below the working directory; `sqlite:///PATH` is the absolute `/PATH`.
/// - `sqlite::memory:`: a database that ends with the process.
/// - `postgres://USER:PASSWORD@HOST:PORT/NAME?…` or `postgresql://…`: as libpq understands it.
public enum DatabaseURL {
    /// Opens the database and makes sure that it answers. Throws ``StorageError``, which never holds the password.
    public static func open(_ text: String) async throws -> any Database {
        switch try Target(text) {
        case .sqlite(let path):
            let database = try SQLiteDatabase(path: path)
            try await database.ping()
            return database
        case .postgres(let url):
            let database = try PostgresDatabase(url: url)
            do {
                try await database.ping()
            } catch {
                await database.close()
                throw error
            }
            return database
        }
    }

    /// Which backend and where, as far as the text alone tells.
    enum Target: Equatable {
        case sqlite(path: String)
        case postgres(url: String)

        init(_ text: String) throws {
            let scheme = text.prefix { $0 != ":" }
            let rest = text.dropFirst(scheme.count + 1)
            switch scheme {
            case "sqlite": self = .sqlite(path: try Self.path(String(rest)))
            case "postgres", "postgresql": self = .postgres(url: text)
            default: throw DatabaseURL.refused("it begins with neither sqlite: nor postgres://")
            }
        }

        private static func path(_ rest: String) throws -> String {
            guard rest.hasPrefix("//") else {
                guard !rest.isEmpty else { throw DatabaseURL.refused("it names no file") }
                return rest
            }
            let path = String(rest.dropFirst(2))
            guard path.hasPrefix("/") else { throw DatabaseURL.refused("a sqlite URL has no host") }
            // Some tools read sqlite:///./x as relative; guessing could make a second, empty database.
            guard !path.hasPrefix("/./"), !path.hasPrefix("/../"), path != "/" else {
                throw DatabaseURL.refused("it names no absolute path after sqlite://")
            }
            return path
        }
    }

    static func refused(_ cause: String) -> StorageError {
        StorageError(
            .cannotOpen, operation: "read DATABASE_URL", cause: cause,
            advice: "Write sqlite:PATH or postgres://USER@HOST:PORT/NAME.")
    }
}
