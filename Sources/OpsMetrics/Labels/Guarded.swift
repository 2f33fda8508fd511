import Foundation

/// A value behind a lock, for state that several threads touch for less than a microsecond.
///
/// Unchecked because the compiler cannot see the lock: `value` is only ever touched inside `withLock`.
final class Guarded<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: Value) {
        self.value = value
    }

    /// Runs `body` alone with the value. `body` must not call back into the same lock.
    func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
