/// What both backends' connections know of their transaction: whether it may still speak, and whether it must fail.
struct TransactionGuard {
    private(set) var failure: StorageError?
    private var ended = false

    /// Throws where the transaction is over or a statement failed before; also checks what is about to be bound.
    mutating func admit(_ sql: String, _ arguments: [SQLValue]) throws {
        if ended {
            throw StorageError(.closed, operation: StorageError.operation(sql), cause: "its transaction is over")
        }
        if let failure {
            throw StorageError(
                failure.kind, operation: StorageError.operation(sql),
                cause: "an earlier statement of the transaction failed: \(failure.cause)")
        }
        for (index, argument) in arguments.enumerated() {
            guard let fault = argument.bindingFault else { continue }
            throw note(
                StorageError(
                    .badValue, operation: StorageError.operation(sql),
                    cause: "argument \(index + 1) is \(fault), which a database cannot hold"))
        }
    }

    /// Remembers the first failure, and returns `error` for throwing.
    mutating func note(_ error: StorageError) -> StorageError {
        if failure == nil { failure = error }
        return error
    }

    /// Nothing may run from here on.
    mutating func end() { ended = true }

    static func tooManyRows(_ sql: String) -> StorageError {
        StorageError(
            .tooManyRows, operation: StorageError.operation(sql),
            cause: "it returns more than \(StorageLimits.rows) rows", advice: "Ask for them in pages.")
    }
}
