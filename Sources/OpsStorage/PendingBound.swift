import Foundation

/// The door of a database: counts the transactions that wait or run, and refuses more than a bound, or any once closed.
final class PendingBound: @unchecked Sendable {
    // Unchecked: `count` and `isClosed` are touched only while `lock` is held.
    private let lock = NSLock()
    private var count = 0
    private var isClosed = false
    private let limit: Int

    init(limit: Int = StorageLimits.pending) { self.limit = limit }

    /// Takes a place; throws ``StorageError/Kind/overloaded`` where none is free, ``StorageError/Kind/closed`` after
    /// ``close()``. Every success wants one ``leave()``.
    func enter() throws {
        lock.lock()
        defer { lock.unlock() }
        guard !isClosed else {
            throw StorageError(.closed, operation: "begin a transaction", cause: "the database was closed")
        }
        guard count < limit else {
            throw StorageError(
                .overloaded, operation: "begin a transaction", cause: "\(limit) transactions wait already")
        }
        count += 1
    }

    func leave() { lock.withLock { count -= 1 } }

    /// Lets nobody in any more.
    func close() { lock.withLock { isClosed = true } }
}
