/// Which engine a database is.
public enum Backend: String, Sendable, CaseIterable {
    case sqlite, postgres
}

/// A database: reading and writing as whole transactions, the same on both backends.
public protocol Database: Sendable {
    /// Which engine this is, for the few statements that must differ.
    var backend: Backend { get }

    /// Runs `body` in one read-only transaction that sees one state of the data.
    ///
    /// Throws what `body` throws, ``StorageError``, or `CancellationError` where the task was cancelled before it
    /// began.
    func read<T: Sendable>(_ body: @Sendable @escaping (any SQLConnection) throws -> T) async throws -> T

    /// Runs `body` in one transaction. Writes of all servers on one database run one after another, so that a body may
    /// read a chain's newest link and append to it.
    ///
    /// Once it returned, the change is on disk. Where `body` throws, nothing was changed, and its error comes out.
    /// ``StorageError/Kind/commitUnknown`` alone leaves open whether the change was made. A cancelled task throws
    /// `CancellationError` only where nothing was begun: a running transaction is finished.
    @discardableResult
    func write<T: Sendable>(_ body: @Sendable @escaping (any SQLConnection) throws -> T) async throws -> T

    /// Waits for what runs, then closes. Afterwards every call throws ``StorageError/Kind/closed``.
    func close() async
}

extension Database {
    /// Throws where the database does not answer; for health checks.
    public func ping() async throws {
        _ = try await read { try $0.query("SELECT 1 AS one") }
    }
}
