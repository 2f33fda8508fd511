/// Runs work that must end within a time.
enum TimeLimit {
    /// The result of `work`, which is cancelled, awaited and `late` thrown where it takes longer than `limit`.
    static func run<Result: Sendable>(
        within limit: Duration, late: any Error, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let result = first else { throw late }
            return result
        }
    }

    /// The result of `work`, or `late` at once after `limit`, whatever the work waits for. Late work is cancelled where
    /// `cancelling`, else goes on to its end: a mutation that is half done must not be torn down because its caller was told
    /// to wait no longer.
    static func answer<Result: Sendable>(
        within limit: Duration, late: any Error, cancelling: Bool,
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let answer = PendingAnswer<Result>()
        // In the concurrent pool: a caller on an event loop must not be held up by work that takes long.
        let running = Task {
            do {
                answer.settle(.success(try await work()))
            } catch {
                answer.settle(.failure(error))
            }
        }
        let deadline = Deadlines.shared.add(after: limit) { answer.settle(.failure(late)) }
        defer {
            Deadlines.shared.remove(deadline)
            if cancelling { running.cancel() }
        }
        return try await withTaskCancellationHandler {
            try await answer.value()
        } onCancel: {
            answer.settle(.failure(CancellationError()))
        }
    }
}
