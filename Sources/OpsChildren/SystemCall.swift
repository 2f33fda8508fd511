import Glibc

/// The one place where an errno becomes a `ChildError`.
enum SystemCall {
    static func failure(_ operation: String, _ code: Int32 = errno) -> ChildError {
        .system(operation: operation, errno: code, reason: String(cString: strerror(code)))
    }

    /// Runs a call that answers -1 on failure.
    @discardableResult
    static func check(_ operation: String, _ body: () -> Int32) throws(ChildError) -> Int32 {
        let result = body()
        if result < 0 { throw failure(operation) }
        return result
    }
}
