/// The first of several possible ends of a piece of work, and the one who waits for it.
final class PendingAnswer<Value: Sendable>: Sendable {
    private struct State {
        var result: Result<Value, any Error>?
        var waiter: CheckedContinuation<Value, any Error>?
    }

    private let state = Guarded(State())

    /// What became of it; nil while that is open.
    var result: Result<Value, any Error>? { state.with { $0.result } }

    /// Ends it; later ends are ignored.
    func settle(_ result: Result<Value, any Error>) {
        let waiter = state.with { state -> CheckedContinuation<Value, any Error>? in
            guard state.result == nil else { return nil }
            state.result = result
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(with: result)
    }

    /// Waits for the end. One waiter at most.
    func value() async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let known = state.with { state -> Result<Value, any Error>? in
                if state.result == nil { state.waiter = continuation }
                return state.result
            }
            if let known { continuation.resume(with: known) }
        }
    }
}
