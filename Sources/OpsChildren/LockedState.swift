import Foundation

/// A value behind a lock; held for a few instructions, never across a wait.
///
/// Invariant for `@unchecked Sendable`: `value` is read and written only inside `lock`.
final class LockedState<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: Value) { self.value = value }

    func with<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
