import Foundation
import GRDB

/// One transaction's view of a SQLite database.
final class SQLiteConnection: SQLConnection {
    private let database: GRDB.Database
    private var transaction = TransactionGuard()

    private init(_ database: GRDB.Database) { self.database = database }

    /// Runs `body`, and fails where a statement failed whose error the body swallowed.
    static func run<T>(_ body: (any SQLConnection) throws -> T, on database: GRDB.Database) throws -> T {
        let connection = SQLiteConnection(database)
        defer { connection.transaction.end() }
        let value = try body(connection)
        if let failure = connection.transaction.failure { throw failure }
        return value
    }

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        try perform(sql, arguments) { statement in
            let columns = SQLColumns(statement.columnNames)
            let cursor = try Row.fetchCursor(statement)
            var rows: [SQLRow] = []
            while let row = try cursor.next() {
                guard rows.count < StorageLimits.rows else { throw TransactionGuard.tooManyRows(sql) }
                rows.append(SQLRow(columns: columns, values: row.databaseValues.map(SQLValue.init)))
            }
            return rows
        }
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try perform(sql, arguments) { statement in
            let before = database.totalChangesCount
            try statement.execute()
            return database.totalChangesCount - before
        }
    }

    private func perform<T>(_ sql: String, _ arguments: [SQLValue], _ run: (Statement) throws -> T) throws -> T {
        try transaction.admit(sql, arguments)
        do {
            let statement = try database.cachedStatement(sql: sql)
            try statement.setArguments(StatementArguments(arguments.map(\.databaseValue)))
            return try run(statement)
        } catch let error as StorageError {
            throw transaction.note(error)
        } catch {
            throw transaction.note(SQLiteFailure.running(StorageError.operation(sql), error))
        }
    }
}

extension SQLValue {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let integer): self = .integer(integer)
        case .double(let real): self = .real(real)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .blob([UInt8](data))
        }
    }

    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let integer): integer.databaseValue
        case .real(let real): real.databaseValue
        case .text(let text): text.databaseValue
        case .blob(let bytes): Data(bytes).databaseValue
        }
    }
}
