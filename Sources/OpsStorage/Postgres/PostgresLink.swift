import CPostgres
import Glibc

/// One libpq connection with a deadline on every wait. Not thread-safe: its lane's queue alone touches it.
final class PostgresLink {
    // Lives from `connect` to `deinit`; never leaves this object.
    let handle: OpaquePointer
    /// True once the connection cannot be used again.
    private(set) var isBroken = false

    /// Connects within `timeouts.connect`. Throws ``PostgresFailure/notConnected(_:)``.
    init(_ address: PostgresAddress, _ timeouts: PostgresTimeouts) throws {
        guard let handle = Self.begin(address.filled(timeouts)) else {
            throw PostgresFailure.notConnected("out of memory")
        }
        self.handle = handle
        // The default would print server notices to standard error, over the dashboard.
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        do {
            try awaitConnection(until: .now + timeouts.connect)
            guard PQsetnonblocking(handle, 1) == 0 else { throw PostgresFailure.notConnected(message) }
            try prepareSession(timeouts)
        } catch PostgresFailure.lost(let cause) {
            throw PostgresFailure.notConnected(address.redact(cause))
        } catch PostgresFailure.refused(_, let cause) {
            throw PostgresFailure.notConnected(address.redact(cause))
        } catch PostgresFailure.notConnected(let cause) {
            throw PostgresFailure.notConnected(address.redact(cause))
        }
    }

    deinit { PQfinish(handle) }

    /// Runs one or more statements without arguments; returns the last one's result.
    @discardableResult
    func script(_ sql: String, within limit: Duration) throws -> PostgresResult {
        try exchange(within: limit) { PQsendQuery(handle, sql) }
    }

    /// Runs one statement whose placeholders are numbered.
    func run(_ sql: String, _ arguments: PostgresArguments, within limit: Duration) throws -> PostgresResult {
        try exchange(within: limit) {
            arguments.withPointers { types, values, lengths, formats in
                PQsendQueryParams(handle, sql, arguments.count, types, values, lengths, formats, 0)
            }
        }
    }

    /// Where the server stands in a transaction: inside one, in a failed one, in none.
    var transactionStatus: PGTransactionStatusType { PQtransactionStatus(handle) }

    // MARK: Connecting

    private static func begin(_ parameters: [PostgresAddress.Parameter]) -> OpaquePointer? {
        // The duplicated strings live until after the call, which copies them; the list ends with nil.
        var keywords = parameters.map { UnsafePointer(strdup($0.keyword)) } + [nil]
        var values = parameters.map { UnsafePointer(strdup($0.value)) } + [nil]
        defer {
            for pointer in keywords + values { free(UnsafeMutablePointer(mutating: pointer)) }
        }
        return PQconnectStartParams(&keywords, &values, 0)
    }

    private func awaitConnection(until deadline: ContinuousClock.Instant) throws {
        guard PQstatus(handle) != CONNECTION_BAD else { throw PostgresFailure.notConnected(message) }
        var step = PGRES_POLLING_WRITING
        while step != PGRES_POLLING_OK {
            guard step != PGRES_POLLING_FAILED else { throw PostgresFailure.notConnected(message) }
            let events = step == PGRES_POLLING_READING ? POLLIN : POLLOUT
            try wait(for: Int16(events), until: deadline)
            step = PQconnectPoll(handle)
        }
    }

    /// Bounds that the server itself keeps, and commits that are on disk when they return.
    private func prepareSession(_ timeouts: PostgresTimeouts) throws {
        let statement = timeouts.statement.boundedMilliseconds
        let lock = min(StorageLimits.lockWaitSeconds * 1_000, statement)
        try script(
            """
            SET statement_timeout = \(statement); SET lock_timeout = \(lock);
            SET idle_in_transaction_session_timeout = 30000; SET standard_conforming_strings = on;
            SET extra_float_digits = 1; SET bytea_output = 'hex';
            SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
            """, within: timeouts.connect)
    }

    // MARK: Talking

    private func exchange(within limit: Duration, _ send: () -> Int32) throws -> PostgresResult {
        guard !isBroken else { throw PostgresFailure.lost("the connection was lost before") }
        let deadline = ContinuousClock.now + limit
        guard send() == 1 else { throw broken(message) }
        try flush(until: deadline)
        return try collect(until: deadline)
    }

    private func flush(until deadline: ContinuousClock.Instant) throws {
        while true {
            switch PQflush(handle) {
            case 0: return
            case 1:
                // The server may be waiting for us to read before it reads more.
                let ready = try wait(for: Int16(POLLIN | POLLOUT), until: deadline)
                if ready & Int16(POLLIN) != 0, PQconsumeInput(handle) == 0 { throw broken(message) }
            default: throw broken(message)
            }
        }
    }

    /// Reads results until none is left. The first error wins; a lost connection wins over all.
    private func collect(until deadline: ContinuousClock.Instant) throws -> PostgresResult {
        var last: PostgresResult?
        var failure: PostgresFailure?
        while let result = try next(until: deadline) {
            switch result.outcome {
            case .failure(let error): failure = failure ?? error
            case .success: last = result
            }
            if result.isCopy { throw broken("COPY is not spoken here") }
        }
        if PQstatus(handle) == CONNECTION_BAD {
            guard case .refused(_, let cause) = failure else { throw broken(message) }
            throw broken(cause)
        }
        if let failure { throw failure }
        guard let last else { throw broken("the server sent no result") }
        return last
    }

    private func next(until deadline: ContinuousClock.Instant) throws -> PostgresResult? {
        while PQisBusy(handle) == 1 {
            try wait(for: Int16(POLLIN), until: deadline)
            guard PQconsumeInput(handle) == 1 else { throw broken(message) }
        }
        return PQgetResult(handle).map(PostgresResult.init)
    }

    @discardableResult
    private func wait(for events: Int16, until deadline: ContinuousClock.Instant) throws -> Int16 {
        let socket = PQsocket(handle)
        guard socket >= 0 else { throw broken(message) }
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { throw broken("the server did not answer in time") }
            var entry = pollfd(fd: socket, events: events, revents: 0)
            let count = poll(&entry, 1, Int32(left.boundedMilliseconds))
            if count > 0 { return entry.revents }
            if count < 0, errno != EINTR { throw broken(String(cString: strerror(errno))) }
        }
    }

    private func broken(_ cause: String) -> PostgresFailure {
        isBroken = true
        return .lost(cause)
    }

    /// libpq's newest error on one line.
    private var message: String {
        let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.isEmpty ? "the connection failed" : String(line.prefix(400))
    }
}
