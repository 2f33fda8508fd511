/// What a transaction's body speaks to: one SQL for both backends, in which `?` stands for an argument.
///
/// A connection belongs to its body's call and dies with it. Once a statement has failed, every further one fails and
/// the transaction is rolled back, even where the body caught the error: on both backends alike.
public protocol SQLConnection {
    /// Runs one statement and returns its rows, at most ``StorageLimits/rows``. Throws ``StorageError``.
    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow]

    /// Runs one statement and returns how many rows it changed; 0 for a definition. Throws ``StorageError``.
    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int
}

extension SQLConnection {
    /// ``query(_:_:)`` without arguments.
    public func query(_ sql: String) throws -> [SQLRow] { try query(sql, []) }

    /// ``execute(_:_:)`` without arguments.
    @discardableResult
    public func execute(_ sql: String) throws -> Int { try execute(sql, []) }
}

/// A connection on which statements may take minutes, for migrations of large tables.
protocol PatientConnection: SQLConnection {
    /// Lifts the statement's time limit to `seconds` until the transaction ends.
    func allowSlowStatements(seconds: Int) throws
}
