/// A client of one broker that keeps its link up by itself and stores nothing for later.
///
/// MQTT 5 (3.1.1 where a broker refuses 5), clean start, session expiry 0. Each session subscribes anew and uses a fresh handle of the C library, so
/// that nothing of an earlier session can be sent in a later one. Reconnects wait with full jitter. One thread a
/// client, asleep until a byte, a caller or a deadline comes.
public final class MQTTClient: Sendable {
    /// What happens on the link, for one consumer. Bounded to 10,000 messages and 32 MiB: of more, the newest of each
    /// topic stays and the dropped are counted. Ends after `stop`.
    public let events: AsyncStream<MQTTEvent>

    private let thread: ClientThread
    private let desk = ClientDesk()

    /// - Parameters:
    ///   - subscriptions: asked for at each new session; the link is up when all are granted.
    ///   - birth: published at each link-up, before anything a caller publishes.
    public convenience init(
        _ configuration: MQTTConfiguration, subscriptions: [MQTTSubscription] = [], birth: [MQTTMessage] = []
    ) {
        let greeting = MQTTGreeting(will: configuration.will, birth: birth)
        self.init(configuration, subscriptions: subscriptions) { greeting }
    }

    /// - Parameter greeting: asked on the client's thread at each attempt to connect; its will counts, and not the
    ///   configuration's.
    public init(
        _ configuration: MQTTConfiguration, subscriptions: [MQTTSubscription],
        greeting: @escaping @Sendable () -> MQTTGreeting
    ) {
        let mailbox = EventMailbox()
        events = mailbox.stream()
        thread = ClientThread(
            configuration: configuration, subscriptions: subscriptions, greeting: greeting, desk: desk,
            mailbox: mailbox)
    }

    deinit { desk.requestStop(farewell: []) }

    /// Starts the client's thread, which connects and reconnects until `stop`. Harmless when repeated; without effect
    /// after `stop`.
    public func start() {
        if desk.claimStart() { thread.start() }
    }

    /// The link as it stands.
    public var link: MQTTLink { desk.link }

    /// Publishes that were on the wire, unacknowledged, when the thread last looked.
    var publishesUnderWay: Int { desk.underWay }

    /// Publishes one message.
    ///
    /// Returns at QoS 0 when the socket has taken it, at QoS 1 and 2 when the broker has acknowledged it (also with
    /// 0x10, no subscriber). A cancelled task still waits, up to the timeout.
    ///
    /// - Throws: `notConnected` at once where there is no link, the message being stored nowhere; `linkLost` when
    ///   the link dies before the acknowledgement, so that the outcome is unknown; `timedOut`, after which this client
    ///   never sends it, though bytes already on the wire may still reach a broker that was frozen; `refused` by the
    ///   broker or by a limit; `overloaded` when 10,000 publishes wait already; `tooLate`.
    ///
    /// - Parameters:
    ///   - session: the session (``MQTTLink/session``) in which alone it may be sent: in another, `notConnected`.
    ///   - notAfterNanoseconds: the time on `CLOCK_MONOTONIC` from which on it must not be sent; then `tooLate`. Bytes
    ///     that the socket has not taken by then end the session instead of leaving late.
    public func publish(
        _ message: MQTTMessage, timeout: Duration, inSession session: UInt64? = nil, notAfterNanoseconds: Int64? = nil
    ) async throws(MQTTError) {
        if let reason = message.flaw { throw .refused(reason: reason) }
        let deadline = MonotonicSeconds.now + max(0, timeout / .seconds(1))
        let result: Result<Void, MQTTError> = await withCheckedContinuation { reply in
            desk.submit(
                PublishRequest(
                    message: message, deadline: deadline, session: session,
                    sendBy: notAfterNanoseconds.map { Double($0) / 1e9 } ?? .infinity, reply: reply))
        }
        try result.get()
    }

    /// Publishes the farewell, says goodbye and ends the thread, all within 2 s; then `events` ends. A name lookup
    /// that hangs ends by itself later.
    public func stop(farewell: [MQTTMessage] = []) async {
        guard desk.requestStop(farewell: farewell) else { return thread.mailbox.finish() }
        let desk = desk
        let timer = Task {
            try? await Task.sleep(for: .seconds(2))
            desk.releaseWaiters()
        }
        await desk.waitForEnd()
        timer.cancel()
    }
}
