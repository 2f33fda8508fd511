/// What the callers and the client's thread share. Requests are taken only while the connection is up, inside the
/// lock in which the thread takes it down: none can slip into a later connection.
final class RedisDesk: Sendable {
    private struct State {
        var up = false
        var inbox: [RedisRequest] = []
        /// Requests that the thread has sent and that are not answered.
        var inFlight = 0
        var started = false
        var stopping = false
        var ended = false
        var stopWaiters: [CheckedContinuation<Void, Never>] = []
    }

    /// Wakes the thread.
    let wakeup = Wakeup()
    private let state = LockedState(State())
    /// The most requests that may wait, in all.
    private let limit: Int

    init(limit: Int = 10_000) { self.limit = limit }

    // MARK: For callers

    var isUp: Bool { state.with { $0.up } }

    /// True once, for the caller that must start the thread.
    func claimStart() -> Bool {
        state.with { state in
            guard !state.started, !state.stopping else { return false }
            state.started = true
            return true
        }
    }

    /// Hands a request to the thread, or answers it at once.
    func submit(_ request: RedisRequest) {
        let (refusal, wake) = state.with { state -> (RedisError?, Bool) in
            guard state.up, !state.stopping else { return (.notConnected, false) }
            guard state.inFlight + state.inbox.count < limit else { return (.overloaded, false) }
            state.inbox.append(request)
            return (nil, state.inbox.count == 1)
        }
        if let refusal { request.waiter.resume(returning: .failure(refusal)) }
        // Only from empty to not empty: the thread takes all at once.
        if wake { wakeup.signal() }
    }

    /// Asks the thread to end. False when there is no thread to wait for.
    @discardableResult
    func requestStop() -> Bool {
        let running = state.with { state in
            state.stopping = true
            return state.started && !state.ended
        }
        if running { wakeup.signal() }
        return running
    }

    /// Waits for the thread's end.
    func waitForEnd() async {
        await withCheckedContinuation { continuation in
            let ended = state.with { state in
                if !state.ended { state.stopWaiters.append(continuation) }
                return state.ended
            }
            if ended { continuation.resume() }
        }
    }

    /// Lets those go who wait for a thread that does not come to its end.
    func releaseWaiters() {
        let waiters = state.with { state in
            defer { state.stopWaiters = [] }
            return state.stopWaiters
        }
        waiters.forEach { $0.resume() }
    }

    // MARK: For the thread

    var isStopping: Bool { state.with { $0.stopping } }

    func linkUp() { state.with { $0.up = true } }

    /// The connection is down; returns the requests that nobody has seen, which the thread must answer.
    func linkDown() -> [RedisRequest] {
        state.with { state in
            (state.up, state.inFlight) = (false, 0)
            defer { state.inbox = [] }
            return state.inbox
        }
    }

    /// Moves the requests that have come into `batch`, which must be empty; `inFlight` is how many the thread holds
    /// besides. They count as in flight from now on. The two arrays change places, so that neither is made anew.
    func takeRequests(into batch: inout [RedisRequest], inFlight: Int) {
        state.with { state in
            state.inFlight = inFlight + state.inbox.count
            if !state.inbox.isEmpty { swap(&state.inbox, &batch) }
        }
    }

    /// How many requests were in flight when the thread last looked.
    var underWay: Int { state.with { $0.inFlight } }

    /// The thread is over.
    func end() {
        state.with { $0.ended = true }
        releaseWaiters()
    }
}
