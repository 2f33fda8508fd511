/// Waiting with an end.
enum Race {
    /// What `work` answers, or `otherwise` after so many seconds; the work is cancelled then, and its answer dropped
    /// even where it does not listen.
    static func first<Answer: Sendable>(
        within seconds: Double, otherwise: Answer, _ work: @escaping @Sendable () async -> Answer
    ) async -> Answer {
        let (answers, continuation) = AsyncStream.makeStream(of: Answer.self, bufferingPolicy: .bufferingOldest(1))
        let worker = Task { continuation.yield(await work()) }
        let timer = Task {
            try? await Task.sleep(for: .seconds(seconds))
            if !Task.isCancelled { continuation.yield(otherwise) }
        }
        defer {
            worker.cancel()
            timer.cancel()
            continuation.finish()
        }
        for await answer in answers { return answer }
        return otherwise
    }
}
