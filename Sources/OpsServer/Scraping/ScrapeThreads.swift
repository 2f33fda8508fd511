import NIOPosix

/// The threads on which answers are read into the store: a large one takes its time, and must not take it from the server.
enum ScrapeThreads {
    /// They live as long as the process.
    private static let pool: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 2)
        pool.start()
        return pool
    }()

    /// The result of `work`, in its turn.
    ///
    /// - Throws: `CancellationError` where the task was cancelled before its turn came.
    static func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async throws -> Result {
        try await pool.runIfActive(work)
    }

    /// Does `work` in its turn, also for a task that was cancelled.
    static func finish(_ work: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            pool.submit { _ in
                work()
                continuation.resume()
            }
        }
    }
}
