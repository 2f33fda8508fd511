/// One transaction's view of a Postgres database.
final class PostgresConnection: PatientConnection {
    private let link: PostgresLink
    private var limit: Duration
    private let grace: Duration
    private var transaction = TransactionGuard()

    init(_ link: PostgresLink, timeouts: PostgresTimeouts) {
        self.link = link
        limit = timeouts.statement + timeouts.grace
        grace = timeouts.grace
    }

    /// The first statement's failure, even where the body swallowed it.
    var failure: StorageError? { transaction.failure }

    /// Nothing may run from here on.
    func end() { transaction.end() }

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        let result = try perform(sql, arguments)
        guard result.rowCount <= StorageLimits.rows else {
            throw transaction.note(TransactionGuard.tooManyRows(sql))
        }
        return try result.rows()
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try perform(sql, arguments).changed
    }

    func allowSlowStatements(seconds: Int) throws {
        _ = try perform("SET LOCAL statement_timeout = \(seconds * 1_000)", [])
        limit = .seconds(seconds) + grace
    }

    private func perform(_ sql: String, _ arguments: [SQLValue]) throws -> PostgresResult {
        try transaction.admit(sql, arguments)
        let (numbered, count) = PlaceholderRewriter.numbered(sql)
        do {
            guard count == arguments.count else {
                throw StorageError(
                    .statement, operation: StorageError.operation(sql),
                    cause: "it has \(count) placeholders and \(arguments.count) arguments")
            }
            return try link.run(numbered, PostgresArguments(arguments), within: limit)
        } catch let failure as PostgresFailure {
            throw transaction.note(failure.storageError(StorageError.operation(sql)))
        } catch let error as StorageError {
            throw transaction.note(error)
        }
    }
}
