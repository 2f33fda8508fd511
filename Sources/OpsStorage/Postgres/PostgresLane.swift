import CPostgres
import Foundation

/// One connection and the queue that owns it: transactions on it run one after another.
///
/// There is no thread and no timer while nobody asks. A lost connection is built anew by the next transaction, within
/// the bounds of ``ReconnectPolicy``.
final class PostgresLane: @unchecked Sendable {
    enum Mode: Sendable { case reading, writing }

    // Unchecked: `link` and `reconnect` are touched only on `queue`.
    private var link: PostgresLink?
    private var reconnect = ReconnectPolicy()
    private var lastCause = ""

    private let address: PostgresAddress
    private let timeouts: PostgresTimeouts
    private let mode: Mode
    private let queue: DispatchQueue
    private let bound = PendingBound()

    init(_ mode: Mode, _ address: PostgresAddress, _ timeouts: PostgresTimeouts) {
        self.mode = mode
        self.address = address
        self.timeouts = timeouts
        queue = DispatchQueue(label: "opstui.postgres.\(mode)")
    }

    /// Runs `body` as one transaction, when its turn has come.
    func run<T: Sendable>(_ body: @Sendable @escaping (any SQLConnection) throws -> T) async throws -> T {
        try Task.checkCancellation()
        try bound.enter()
        defer { bound.leave() }
        let ticket = QueueTicket()
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(
                    with: Result {
                        try ticket.admit()
                        return try self.transact(body)
                    })
            }
        }
    }

    /// Waits for what runs, then closes the connection.
    func close() async {
        bound.close()
        await withCheckedContinuation { continuation in
            queue.async {
                self.link = nil
                continuation.resume()
            }
        }
    }

    // MARK: On the queue

    private func transact<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
        let link = try begin()
        let connection = PostgresConnection(link, timeouts: timeouts)
        let value: T
        do {
            defer { connection.end() }
            value = try body(connection)
            if let failure = connection.failure { throw failure }
        } catch {
            rollBack(link)
            throw error
        }
        try commit(link)
        return value
    }

    /// A connection inside a fresh transaction. One that died while idle is replaced once: nothing had begun on it.
    private func begin() throws -> PostgresLink {
        if let link, !link.isBroken {
            do {
                try link.script(beginning, within: limit)
                return link
            } catch let failure as PostgresFailure {
                guard link.isBroken else { throw refusedBegin(link, failure) }
            }
        }
        let link = try connect()
        do {
            try link.script(beginning, within: limit)
            return link
        } catch let failure as PostgresFailure {
            throw refusedBegin(link, failure)
        }
    }

    private func refusedBegin(_ link: PostgresLink, _ failure: PostgresFailure) -> StorageError {
        rollBack(link)
        var error = failure.storageError("begin a transaction on \(address)")
        if error.kind == .connectionLost { error.kind = .unavailable }
        if error.kind == .busy { error.advice = "Another server writes for too long, or migrates." }
        return error
    }

    private func connect() throws -> PostgresLink {
        link = nil
        if let wait = reconnect.wait(at: .now) {
            throw PostgresFailure.notConnected("\(lastCause) (next attempt in \(wait.boundedMilliseconds) ms)")
                .storageError("connect to \(address)")
        }
        do {
            let fresh = try PostgresLink(address, timeouts)
            reconnect.succeeded()
            link = fresh
            return fresh
        } catch {
            var generator = SystemRandomNumberGenerator()
            reconnect.failed(at: .now, using: &generator)
            let failure = error as? PostgresFailure ?? .notConnected("unknown failure")
            if case .notConnected(let cause) = failure { lastCause = cause }
            throw failure.storageError("connect to \(address)")
        }
    }

    /// Once COMMIT is on its way, only the server's own word tells whether it happened.
    private func commit(_ link: PostgresLink) throws {
        do {
            let result = try link.script("COMMIT", within: limit)
            guard result.tag == "COMMIT" else {
                throw StorageError(.statement, operation: "commit", cause: "the server rolled the transaction back")
            }
        } catch let failure as PostgresFailure {
            let isUnknown = link.isBroken || failure.leavesCommitOpen
            rollBack(link)
            guard isUnknown, mode == .writing else { throw failure.storageError("commit") }
            throw StorageError(
                .commitUnknown, operation: "commit on \(address)", cause: "the server's answer never came",
                advice: "Read the data to learn whether the change was made.")
        }
    }

    /// Leaves the connection outside of any transaction, or drops it.
    private func rollBack(_ link: PostgresLink) {
        if !link.isBroken, link.transactionStatus != PQTRANS_IDLE {
            _ = try? link.script("ROLLBACK", within: limit)
        }
        if link.isBroken || link.transactionStatus != PQTRANS_IDLE { self.link = nil }
    }

    private var limit: Duration { timeouts.statement + timeouts.grace }

    /// Readers see one state of the data. Writers of all servers stand in one line, at a lock that the transaction's
    /// end gives free; the number spells "opstui".
    private var beginning: String {
        switch mode {
        case .reading: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        case .writing: "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_advisory_xact_lock(122528764032361)"
        }
    }
}
