/// A transaction's place in the queue: void once it has waited too long, so that nobody's stale wish is carried out.
struct QueueTicket: Sendable {
    private let deadline: ContinuousClock.Instant

    init(wait: Duration = StorageLimits.queueWait) { deadline = .now + wait }

    /// Throws where the turn came too late; to be asked right before the transaction begins.
    func admit() throws {
        guard ContinuousClock.now < deadline else {
            throw StorageError(
                .timedOut, operation: "begin a transaction", cause: "others before it took too long; nothing was begun")
        }
    }
}
