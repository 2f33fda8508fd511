/// Waiting for something that may never end.
enum Patience {
    /// Runs `body` and returns true when it is done, or false after `limit`. What is late goes on by itself and is not
    /// cancelled: it is for work that cannot be.
    static func wait(_ limit: Duration, for body: @escaping @Sendable () async -> Void) async -> Bool {
        let (ends, feed) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingOldest(1))
        Task {
            await body()
            feed.yield(true)
        }
        let timer = Task {
            try await Task.sleep(for: limit)
            feed.yield(false)
        }
        defer { timer.cancel() }
        return await ends.first { _ in true } ?? false
    }
}
