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

    /// The result of `work`, or `late` at once after `limit`, whatever the work does. Late work is cancelled where
    /// `cancelling`, else goes on to its end: a mutation that is half done must not be torn down because its caller was told
    /// to wait no longer.
    static func answer<Result: Sendable>(
        within limit: Duration, late: any Error, cancelling: Bool,
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let (results, feed) = AsyncThrowingStream<Result, any Error>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let running = Task {
            do {
                feed.yield(try await work())
                feed.finish()
            } catch {
                feed.finish(throwing: error)
            }
        }
        let timer = Task {
            try await Task.sleep(for: limit)
            feed.finish(throwing: late)
        }
        defer {
            timer.cancel()
            if cancelling { running.cancel() }
        }
        for try await result in results { return result }
        throw CancellationError()
    }
}
