import Foundation

/// A value behind a lock, for the few places where an actor's suspension would be wrong.
///
/// `@unchecked Sendable` holds because `stored` is read and written under `lock` alone.
final class Guarded<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var stored: Value

    init(_ value: Value) { stored = value }

    /// Runs `body` with the lock held; `body` must neither wait nor call back into the same box.
    func with<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&stored)
    }

    /// A copy of the value.
    var value: Value { with { $0 } }
}
