/// A Postgres database through libpq: one connection for writing and one for reading, each used by one at a time.
///
/// Connections are made when they are first needed and again after a loss; while the server is away every call fails
/// at once with ``StorageError/Kind/unavailable``, apart from the attempts that the backoff allows.
public final class PostgresDatabase: Database {
    public let backend = Backend.postgres

    private let writing: PostgresLane
    private let reading: PostgresLane

    /// Reads the URL; connects to nothing yet. Throws ``StorageError/Kind/cannotOpen``, never naming the password.
    public init(url: String, timeouts: PostgresTimeouts = PostgresTimeouts()) throws {
        let address = try PostgresAddress(url: url)
        writing = PostgresLane(.writing, address, timeouts)
        reading = PostgresLane(.reading, address, timeouts)
    }

    public func read<T: Sendable>(_ body: @Sendable @escaping (any SQLConnection) throws -> T) async throws -> T {
        try await reading.run(body)
    }

    @discardableResult
    public func write<T: Sendable>(_ body: @Sendable @escaping (any SQLConnection) throws -> T) async throws -> T {
        try await writing.run(body)
    }

    public func close() async {
        await writing.close()
        await reading.close()
    }
}
