import Foundation
import GRDB

/// A SQLite file through GRDB: one writer, two readers, write-ahead log, every commit synced to disk.
public final class SQLiteDatabase: Database {
    public let backend = Backend.sqlite

    private let path: String
    private let writer: any DatabaseWriter
    private let bound = PendingBound()

    /// Opens the file at `path`, or creates it readable by its owner alone. `:memory:` is a database that ends with
    /// this object, for tests and trials.
    ///
    /// Throws ``StorageError/Kind/cannotOpen`` or ``StorageError/Kind/corrupt``.
    public init(path: String) throws {
        self.path = path
        do {
            if path == ":memory:" {
                writer = try DatabaseQueue(configuration: Self.configuration)
            } else {
                try SQLiteFile.prepare(path)
                writer = try DatabasePool(path: path, configuration: Self.configuration)
                // GRDB sets NORMAL when it turns the write-ahead log on; a commit must survive a power cut.
                try writer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            }
        } catch let error as StorageError {
            throw error
        } catch {
            throw SQLiteFailure.opening(path, error)
        }
    }

    public func read<T: Sendable>(_ body: @Sendable @escaping (any SQLConnection) throws -> T) async throws -> T {
        let ticket = QueueTicket()
        return try await submit { writer, resume in
            writer.asyncRead { access in
                resume(
                    Result {
                        try ticket.admit()
                        return try SQLiteConnection.run(body, on: access.get())
                    })
            }
        }
    }

    @discardableResult
    public func write<T: Sendable>(_ body: @Sendable @escaping (any SQLConnection) throws -> T) async throws -> T {
        let ticket = QueueTicket()
        return try await submit { writer, resume in
            writer.asyncWriteWithoutTransaction { database in
                resume(
                    Result {
                        try ticket.admit()
                        return try Self.transact(body, on: database)
                    })
            }
        }
    }

    public func close() async {
        bound.close()
        let writer = writer
        await withCheckedContinuation { continuation in
            writer.asyncBarrierWriteWithoutTransaction { _ in continuation.resume() }
        }
        // A busy close leaves the file to the end of the process, which is as safe: all commits are synced.
        try? writer.close()
    }

    /// Queues work and waits for it. Nothing is interrupted once it runs, so that a cancelled caller never leaves a
    /// commit in doubt; what waited too long for its turn is given up unbegun.
    private func submit<T: Sendable>(
        _ start: (any DatabaseWriter, @escaping @Sendable (Result<T, any Error>) -> Void) -> Void
    ) async throws -> T {
        try Task.checkCancellation()
        try bound.enter()
        defer { bound.leave() }
        do {
            return try await withCheckedThrowingContinuation { continuation in
                start(writer) { continuation.resume(with: $0) }
            }
        } catch let error as DatabaseError {
            throw SQLiteFailure.running("use the database", error)
        }
    }

    private static func transact<T>(_ body: (any SQLConnection) throws -> T, on database: GRDB.Database) throws -> T {
        var value: T?
        try database.inTransaction(.immediate) {
            value = try SQLiteConnection.run(body, on: database)
            return .commit
        }
        guard let value else {
            throw StorageError(.statement, operation: "commit", cause: "the transaction has no outcome")
        }
        return value
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "opstui.sqlite"
        configuration.maximumReaderCount = 2
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(TimeInterval(StorageLimits.lockWaitSeconds))
        configuration.prepareDatabase { database in
            // 512 KiB of page cache a connection; a log cut back to 4 MB; a damaged schema may not run code.
            try database.execute(
                sql: """
                    PRAGMA cache_size = -512; PRAGMA journal_size_limit = 4194304; PRAGMA temp_store = MEMORY;
                    PRAGMA trusted_schema = OFF
                    """)
        }
        return configuration
    }
}
