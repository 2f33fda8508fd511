import NIOPosix

/// Reads something of files on threads of their own, once at a time: who asks while a reading runs gets what it brings.
///
/// A disk that hangs so holds one thread for each thing that is read from it, and nobody longer than they will wait.
final class SharedRead<Value: Sendable>: Sendable {
    private let waiting = Guarded<[PendingAnswer<Value>]?>(nil)

    /// How many wait for the reading that runs.
    var waiters: Int { waiting.value?.count ?? 0 }

    /// What `read` brings, or what the reading brings that runs already.
    ///
    /// - Throws: `late` after `limit`, `CancellationError` at once, and what the reading throws.
    func value(
        within limit: Duration, late: any Error, _ read: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let answer = PendingAnswer<Value>()
        let isFirst = waiting.with { waiting in
            defer { waiting?.append(answer) }
            guard waiting == nil else { return false }
            waiting = []
            return true
        }
        if isFirst { start(read) }
        let deadline = Deadlines.shared.add(after: limit) { answer.settle(.failure(late)) }
        defer {
            Deadlines.shared.remove(deadline)
            waiting.with { $0?.removeAll { $0 === answer } }
        }
        return try await withTaskCancellationHandler {
            try await answer.value()
        } onCancel: {
            answer.settle(.failure(CancellationError()))
        }
    }

    private func start(_ read: @escaping @Sendable () throws -> Value) {
        FileThreads.pool.submit { _ in
            let result = Result { try read() }
            let served = self.waiting.with { waiting in
                defer { waiting = nil }
                return waiting ?? []
            }
            for answer in served { answer.settle(result) }
        }
    }
}

/// The threads on which files are read that may lie on a disk that hangs.
private enum FileThreads {
    /// They live as long as the process.
    static let pool: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 8)
        pool.start()
        return pool
    }()
}
