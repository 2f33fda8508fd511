import GRDB

/// SQLite's errors in this room's words.
enum SQLiteFailure {
    /// An error of a statement or of the transaction around it.
    static func running(_ operation: String, _ error: any Error) -> StorageError {
        guard let error = error as? DatabaseError else {
            return StorageError(.statement, operation: operation, cause: "\(type(of: error))")
        }
        let cause = error.message ?? "SQLite code \(error.extendedResultCode.rawValue)"
        let (kind, advice) = meaning(of: error)
        return StorageError(kind, operation: operation, cause: cause, advice: advice)
    }

    /// An error while opening the file at `path`.
    static func opening(_ path: String, _ error: any Error) -> StorageError {
        var failure = running("open the database \(path)", error)
        if failure.kind == .statement { failure.kind = .cannotOpen }
        if failure.advice == nil { failure.advice = "DATABASE_URL names the file." }
        return failure
    }

    private static func meaning(of error: DatabaseError) -> (StorageError.Kind, String?) {
        switch error.resultCode {
        case .SQLITE_CONSTRAINT: (.constraint, nil)
        case .SQLITE_BUSY, .SQLITE_LOCKED: (.busy, "Another process writes to the file.")
        case .SQLITE_FULL: (.statement, "The disk is full: free some space.")
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
            (.statement, "The file and its directory must be writable for the user who runs opstui.")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: (.corrupt, "Restore the file from a backup.")
        case .SQLITE_MISUSE where error.message == "Connection is closed": (.closed, nil)
        default: (.statement, nil)
        }
    }
}
