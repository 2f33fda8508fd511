/// What the callers and the client's thread share. Requests are taken only while the link is up, and in the session they
/// are meant for, inside the lock in which the thread takes the link down: none can slip into a later session.
final class ClientDesk: Sendable {
    private struct State {
        var up = false
        var session: UInt64 = 0
        var attempts = 0
        var lastMessageAt: Double?
        var roundTrip: Double?
        var version = MQTTVersion.v5
        var inbox: [PublishRequest] = []
        /// Publishes that the thread holds: waiting, and on the wire.
        var waiting = 0
        var underWay = 0
        var started = false
        var ended = false
        var farewell: [MQTTMessage]?
        var stopWaiters: [CheckedContinuation<Void, Never>] = []
    }

    /// Wakes the thread.
    let wakeup = Wakeup()
    private let state = LockedState(State())
    /// The most publishes that may wait, in all.
    private static let limit = 10_000

    // MARK: For callers

    var link: MQTTLink {
        state.with { state in
            MQTTLink(
                connected: state.up, session: state.session,
                lastMessageAge: state.lastMessageAt.map { .seconds(MonotonicSeconds.now - $0) },
                attempts: state.attempts, roundTripMilliseconds: state.roundTrip.map { $0 * 1000 },
                version: state.version)
        }
    }

    /// True once, for the caller that must start the thread.
    func claimStart() -> Bool {
        state.with { state in
            guard !state.started, state.farewell == nil else { return false }
            state.started = true
            return true
        }
    }

    /// Hands a request to the thread, or answers it at once.
    func submit(_ request: PublishRequest) {
        let (refusal, wake) = state.with { state -> (MQTTError?, Bool) in
            guard state.up, state.farewell == nil, request.session ?? state.session == state.session else {
                return (.notConnected, false)
            }
            guard state.waiting + state.inbox.count < Self.limit else { return (.overloaded, false) }
            state.inbox.append(request)
            return (nil, state.inbox.count == 1)
        }
        if let refusal { request.reply.resume(returning: .failure(refusal)) }
        if wake { wakeup.signal() }
    }

    /// Asks the thread to end; the first farewell counts. False when there is no thread to wait for.
    @discardableResult
    func requestStop(farewell: [MQTTMessage]) -> Bool {
        let running = state.with { state in
            state.farewell = state.farewell ?? farewell
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

    /// The messages to say goodbye with, once a stop is asked for.
    var farewell: [MQTTMessage]? { state.with { $0.farewell } }

    func noteAttempt() { state.with { $0.attempts += 1 } }

    /// The link is up; returns the session's number.
    func linkUp(_ version: MQTTVersion) -> UInt64 {
        state.with { state in
            state.up = true
            state.version = version
            state.attempts = 0
            state.session += 1
            return state.session
        }
    }

    /// The link is down; returns the requests that nobody has seen, which the thread must answer.
    func linkDown() -> [PublishRequest] {
        state.with { state in
            state.up = false
            (state.waiting, state.underWay) = (0, 0)
            defer { state.inbox = [] }
            return state.inbox
        }
    }

    /// Takes the requests that have come.
    func takeRequests() -> [PublishRequest] {
        state.with { state in
            defer { state.inbox = [] }
            state.waiting += state.inbox.count
            return state.inbox
        }
    }

    /// What the thread now holds: not sent yet, and awaiting an acknowledgement.
    func noteLoad(waiting: Int, underWay: Int) {
        state.with { ($0.waiting, $0.underWay) = (waiting, underWay) }
    }

    /// Publishes that were on the wire when the thread last looked.
    var underWay: Int { state.with { $0.underWay } }

    func noteMessages(at now: Double) { state.with { $0.lastMessageAt = now } }

    func noteRoundTrip(_ seconds: Double) { state.with { $0.roundTrip = seconds } }

    /// The thread is over.
    func end() {
        state.with { $0.ended = true }
        releaseWaiters()
    }
}
