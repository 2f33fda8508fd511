import CMosquitto
import Glibc

/// One connection from its start to its end, on the client's thread.
final class MQTTSession {
    /// How a session ended.
    struct End {
        let reason: String
        /// When it came up, on the monotonic clock; nil when it never did.
        let upSince: Double?
        /// The broker does not speak the version it was greeted in.
        var refusesVersion = false
    }

    /// The link is of no further use.
    private struct Dead: Error {
        let reason: String
    }

    private let configuration: MQTTConfiguration
    private let subscriptions: [MQTTSubscription]
    private let birth: [MQTTMessage]
    private let desk: ClientDesk
    private let mailbox: EventMailbox
    private let handle: MQTTHandle
    private var handshake: Handshake
    private var book = PublishBook<PublishReply>()
    private var watch: LinkWatch
    private let startedAt = MonotonicSeconds.now
    private var upSince: Double?
    private var reachable = false
    private var stopDeadline: Double?

    init(
        _ configuration: MQTTConfiguration, subscriptions: [MQTTSubscription], birth: [MQTTMessage], desk: ClientDesk,
        mailbox: EventMailbox, version: MQTTVersion = .v5
    ) throws(MQTTHandle.Failure) {
        self.configuration = configuration
        self.subscriptions = subscriptions
        self.birth = birth
        self.desk = desk
        self.mailbox = mailbox
        watch = LinkWatch(
            keepAlive: Double(configuration.keepAliveSeconds), answerTimeout: configuration.answerTimeoutSeconds,
            now: startedAt)
        handshake = Handshake(version)
        handle = try MQTTHandle(configuration, version)
    }

    /// Runs until the link dies or a stop is asked for.
    func run() -> End {
        do {
            try handle.connect(configuration)
            while !(try isOver()) { try step() }
            finish(politely: true)
            return End(reason: "stopped", upSince: upSince)
        } catch {
            finish(politely: false)
            return End(
                reason: Self.reason(error), upSince: upSince, refusesVersion: handshake.isVersionRefused)
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as MQTTHandle.Failure: error.reason
        case let error as Dead: error.reason
        default: "unexpected: \(error)"
        }
    }

    // MARK: One turn

    private func step() throws {
        for request in desk.takeRequests() {
            book.add(request.message, deadline: request.deadline, sendBy: request.sendBy, reply: request.reply)
        }
        try sendWaiting()
        desk.noteLoad(waiting: book.waitingCount, underWay: book.sentCount)
        try waitForSomething()
        try digest(handle.takeEvents())
        try expire()
        try keepAlive()
    }

    private func sendWaiting() throws {
        guard handshake.isUp else { return }
        while let (message, sendBy) = book.nextToSend {
            let now = MonotonicSeconds.now
            guard now < sendBy else {
                book.markRefused()?.resume(returning: .failure(.tooLate))
                continue
            }
            do throws(MQTTHandle.Failure) {
                let id = try handle.publish(message)
                book.markSent(id: id, now: now)
                watch.noteWrite(now: now)
            } catch let error where error.concernsMessage {
                book.markRefused()?.resume(returning: .failure(.refused(reason: error.reason)))
            } catch {
                // The library may have taken it before it failed: the outcome is unknown.
                book.markRefused()?.resume(returning: .failure(.linkLost))
                throw error
            }
            try digest(handle.takeEvents())
        }
    }

    private func waitForSomething() throws {
        let encrypting = configuration.tls && handshake.isConnecting
        let wantsWrite = !reachable || (handle.wantsWrite && !encrypting)
        let interest = Int16(POLLIN) | (wantsWrite ? Int16(POLLOUT) : 0)
        var places = [
            pollfd(fd: handle.socket, events: interest, revents: 0),
            pollfd(fd: desk.wakeup.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        guard places[0].fd >= 0 else { throw Dead(reason: "the connection was closed") }
        guard poll(&places, 2, pollMilliseconds()) > 0 else { return }
        if places[1].revents != 0 { desk.wakeup.clear() }
        let seen = places[0].revents
        if seen == 0 { return }
        if !reachable {
            if let reason = handle.socketError() { throw Dead(reason: reason) }
            reachable = true
        }
        if encrypting {
            // The library moves TLS' own handshake on in its read alone, also when it is our turn to speak; and takes
            // a connection that has ended for one that is not there yet.
            if handle.peerHasClosed { throw Dead(reason: "the broker closed the connection") }
            try readAll()
            return try handle.write()
        }
        if seen & Int16(POLLOUT) != 0 { try handle.write() }
        if seen & ~Int16(POLLOUT) != 0 { try readAll() }
    }

    private func readAll() throws {
        let now = MonotonicSeconds.now
        defer { watch.noteRead(now: now).map { desk.noteRoundTrip($0) } }
        do {
            try handle.read()
        } catch {
            // What came before the end still counts, above all a CONNACK that says why.
            try digest(handle.takeEvents())
            throw error
        }
    }

    /// Until the nearest deadline; whole milliseconds, rounded up.
    private func pollMilliseconds() -> Int32 {
        var due = min(watch.miscDue, book.nextDeadline, deadAt)
        if !handshake.isUp { due = min(due, startedAt + configuration.connectTimeoutSeconds) }
        if let stopDeadline { due = min(due, stopDeadline) }
        let wait = due - MonotonicSeconds.now
        return wait <= 0 ? 0 : Int32(min(wait * 1000 + 1, 3_600_000))
    }

    private var deadAt: Double { watch.deadAt(unanswered: book.oldestUnanswered(since: watch.lastRead)) }

    // MARK: What came

    private func digest(_ events: [HandleEvent]) throws {
        var messages: [MQTTMessage] = []
        // Messages first: what came before a failure is not lost with it.
        for case .message(let message) in events { messages.append(message) }
        if !messages.isEmpty {
            desk.noteMessages(at: MonotonicSeconds.now)
            mailbox.put(messages)
        }
        for event in events { try digest(event) }
    }

    private func digest(_ event: HandleEvent) throws {
        switch event {
        case .connectAcknowledged(let reason, let maximum):
            book.window = max(1, min(100, maximum ?? 100))
            try follow(handshake.connectAcknowledged(reason: reason, subscriptions: subscriptions.count))
        case .subscriptionAcknowledged(let id, let codes):
            try follow(handshake.subscriptionAcknowledged(id: id, codes: codes))
        case .publishEnded(let id, let reason):
            acknowledge(id, reason)
        case .disconnected(let reason):
            throw Dead(reason: "the link ended: \(MQTTReason.end(reason))")
        case .message:
            break
        }
    }

    private func follow(_ step: Handshake.Step) throws {
        switch step {
        case .wait: break
        case .fail(let reason): throw Dead(reason: reason)
        case .subscribe:
            handshake.subscribed(ids: Set(try subscriptions.map { try handle.subscribe($0) }))
        case .up:
            let now = MonotonicSeconds.now
            upSince = now
            for message in birth { book.add(message, deadline: now + 10, reply: nil) }
            mailbox.put(.linkUp(session: desk.linkUp(handshake.version)))
        }
    }

    private func acknowledge(_ id: Int32, _ reason: Int32) {
        guard let (reply, roundTrip) = book.acknowledge(id: id, now: MonotonicSeconds.now) else { return }
        if let roundTrip { desk.noteRoundTrip(roundTrip) }
        // 0x10, no subscriber, is a hint only: any watcher of everything hides it.
        reply?.resume(
            returning: reason < 0x80 ? .success(()) : .failure(.refused(reason: MQTTReason.text(reason))))
    }

    // MARK: Time

    private func expire() throws {
        var unsent = false
        for ended in book.expire(now: MonotonicSeconds.now) {
            ended.reply.resume(returning: .failure(ended.wasTooLate ? .tooLate : .timedOut))
            unsent = unsent || ended.wasSent
        }
        // It lies in our own buffer: only the end of the session keeps it from going out after its time.
        if unsent || book.isPastSending(now: MonotonicSeconds.now), handle.wantsWrite {
            throw Dead(reason: "the broker takes no more bytes")
        }
    }

    private func keepAlive() throws {
        let now = MonotonicSeconds.now
        if !handshake.isUp, now >= startedAt + configuration.connectTimeoutSeconds {
            throw Dead(reason: reachable ? "the broker does not answer" : "the broker cannot be reached")
        }
        if now >= deadAt { throw Dead(reason: "the broker does not answer") }
        guard handshake.isUp, now >= watch.miscDue else { return }
        if try handle.housekeep() { watch.notePing(now: now) }
        watch.noteMisc(now: now)
    }

    // MARK: The end

    /// Whether a stop was asked for and everything has been said.
    private func isOver() throws -> Bool {
        guard let farewell = desk.farewell else { return false }
        let now = MonotonicSeconds.now
        guard handshake.isUp else { return true }
        if let stopDeadline { return book.isEmpty || now >= stopDeadline }
        stopDeadline = now + 1
        for message in farewell { book.add(message, deadline: now + 1, reply: nil) }
        try sendWaiting()
        return book.isEmpty
    }

    private func finish(politely: Bool) {
        if politely {
            sayGoodbye()
        } else {
            handle.discardUnsent()
        }
        let unseen = desk.linkDown()
        for ended in book.lose() {
            ended.reply.resume(returning: .failure(ended.wasSent ? .linkLost : .notConnected))
        }
        for request in unseen { request.reply.resume(returning: .failure(.notConnected)) }
    }

    /// DISCONNECT, with a quarter of a second to leave.
    private func sayGoodbye() {
        guard handshake.isUp else { return }
        handle.disconnect()
        let deadline = MonotonicSeconds.now + 0.25
        while handle.wantsWrite, handle.socket >= 0, MonotonicSeconds.now < deadline {
            var place = pollfd(fd: handle.socket, events: Int16(POLLOUT), revents: 0)
            guard poll(&place, 1, 50) >= 0, (try? handle.write()) != nil else { return }
        }
    }
}
