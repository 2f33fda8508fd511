import OpsCore

/// Lets one task at a time through, in the order they came: for an actor's steps that must not interleave although
/// they wait for storage in between.
///
/// Where storage hangs, those who wait are bounded: one more than ``limit`` is refused at once.
final class SerialGate: Sendable {
    private struct Queue: Sendable {
        var busy = false
        var waiting: [CheckedContinuation<Void, any Error>] = []
    }

    private let limit: Int
    private let queue = Guarded(Queue())

    /// - Parameter limit: how many may wait.
    init(limit: Int = 64) { self.limit = limit }

    /// Waits for the turn. Each success must be followed by ``leave()``.
    ///
    /// - Throws: ``Refusal`` with `OVERLOADED` where too many wait already.
    func enter() async throws {
        try await withCheckedThrowingContinuation { waiter in
            let answer: Result<Void, any Error>? = queue.with { queue in
                guard queue.busy else {
                    queue.busy = true
                    return .success(())
                }
                guard queue.waiting.count < limit else { return .failure(Self.full) }
                queue.waiting.append(waiter)
                return nil
            }
            if let answer { waiter.resume(with: answer) }
        }
    }

    /// Ends the turn.
    func leave() {
        let next = queue.with { queue -> CheckedContinuation<Void, any Error>? in
            guard !queue.waiting.isEmpty else {
                queue.busy = false
                return nil
            }
            return queue.waiting.removeFirst()
        }
        next?.resume()
    }

    private static let full = Refusal(.overloaded, "Storage does not keep up and too much waits for it; try again soon")
}
