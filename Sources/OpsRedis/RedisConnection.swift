import CHiredis
import Glibc

/// One connection from its start to its end, on the client's thread.
final class RedisConnection {
    /// How a connection ended.
    struct End {
        let reason: String
        /// When it came up, on the monotonic clock; nil when it never did.
        let upSince: Double?
    }

    /// Who a reply is for.
    private enum Sink {
        case caller(RedisWaiter, (any RedisLateWatch)?)
        /// Part of signing in; the text says what was refused.
        case signIn(String)
        /// The PING that proves that Redis itself answers, not only the kernel.
        case proof
    }

    private struct Dead: Error {
        let reason: String
    }

    /// Seconds in which Redis must have answered something while requests wait, and in which signing in must succeed.
    private static let silenceLimit = 2.0

    /// Commands that are written together at most.
    private static let writeEvery = 8

    private let endpoint: RedisEndpoint
    private let desk: RedisDesk
    private let onUp: () -> Void
    private let startedAt = MonotonicSeconds.now
    private var queue = RequestQueue<Sink>()
    private var batch: [RedisRequest] = []
    /// When this turn's poll returned: what has arrived until then is read before anything is judged as late.
    private var now = MonotonicSeconds.now
    private var upSince: Double?

    init(_ endpoint: RedisEndpoint, desk: RedisDesk, onUp: @escaping () -> Void) {
        self.endpoint = endpoint
        self.desk = desk
        self.onUp = onUp
    }

    /// Runs until the connection dies or a stop is asked for.
    func run() -> End {
        var reason = "stopped"
        do {
            let context = try RedisContext(endpoint.address)
            defer { context.close() }
            while !desk.isStopping { try step(context) }
        } catch let error as RedisContext.Failure {
            reason = error.reason
        } catch let error as Dead {
            reason = error.reason
        } catch {
            reason = "unexpected: \(error)"
        }
        finish()
        return End(reason: reason, upSince: upSince)
    }

    private func step(_ context: RedisContext) throws(Dead) {
        try sendRequests(context)
        try waitForSomething(context)
        for event in context.takeEvents() { try digest(event, context) }
        expire()
        if now >= deadAt { throw Dead(reason: "Redis does not answer") }
    }

    private func expire() {
        let (over, silent) = queue.expire(now: now)
        for case .caller(let waiter, _) in over { waiter.resume(returning: .failure(.timedOut)) }
        for case .caller(_, let watch?) in silent { watch.redisWasLate(.silent) }
    }

    private func sendRequests(_ context: RedisContext) throws(Dead) {
        desk.takeRequests(into: &batch, inFlight: queue.count)
        if batch.isEmpty { return }
        defer { batch.removeAll(keepingCapacity: batch.count <= 1024) }
        let now = MonotonicSeconds.now
        for index in batch.indices {
            let request = batch[index]
            // Too late to be of use, by our own fault: not sent.
            if request.deadline <= now {
                request.waiter.resume(returning: .failure(.expired))
                continue
            }
            // In the queue first: when the connection is over, `finish` answers everything that is in it.
            queue.add(
                .caller(request.waiter, request.watch), deadline: request.deadline, patience: request.patience,
                now: now)
            guard context.send(request.command) else {
                for rest in batch[(index + 1)...] { rest.waiter.resume(returning: .failure(.notConnected)) }
                throw Dead(reason: "the connection was closed")
            }
            // Redis answers what one read gave it all together: in parts, the first answers come while it works on the rest.
            if index % Self.writeEvery == Self.writeEvery - 1 { context.write() }
        }
        // Written at once, without waiting for the next turn's poll.
        context.write()
    }

    private func waitForSomething(_ context: RedisContext) throws(Dead) {
        guard let descriptor = context.descriptor else {
            for event in context.takeEvents() { try digest(event, context) }
            throw Dead(reason: "the connection was closed")
        }
        let interest = Int16(POLLIN) | (context.wantsWrite ? Int16(POLLOUT) : 0)
        var places = (
            pollfd(fd: descriptor, events: interest, revents: 0),
            pollfd(fd: desk.wakeup.descriptor, events: Int16(POLLIN), revents: 0)
        )
        let ready = PreciseWait.poll(&places, seconds: min(queue.nextDeadline, deadAt) - MonotonicSeconds.now)
        now = MonotonicSeconds.now
        guard ready else { return }
        if places.1.revents != 0 { desk.wakeup.clear() }
        if places.0.revents & Int16(POLLOUT) != 0 { context.write() }
        if places.0.revents & ~Int16(POLLOUT) != 0 { context.read() }
    }

    private var deadAt: Double {
        let silence = queue.silentSince.map { $0 + Self.silenceLimit } ?? .infinity
        return upSince == nil ? min(silence, startedAt + Self.silenceLimit) : silence
    }

    // MARK: What came

    private func digest(_ event: RedisContext.Event, _ context: RedisContext) throws(Dead) {
        switch event {
        case .failed(let reason): throw Dead(reason: reason)
        case .connected: try signIn(context)
        case .reply(let reply): try digest(reply)
        }
    }

    private func digest(_ reply: RedisReply) throws(Dead) {
        guard let answer = queue.answer(now: now) else { return }
        switch answer {
        case .inTime(.caller(let waiter, _)): waiter.resume(returning: .success(reply))
        case .late(.caller(_, let watch), let hurried): watch?.redisWasLate(.answered(hurried: hurried))
        case .inTime(.signIn(let what)):
            if case .error(let text) = reply { throw Dead(reason: "\(what) was refused: \(code(of: text))") }
        case .inTime(.proof):
            guard reply == .status("PONG") else {
                throw Dead(reason: "Redis is not ready: \(code(of: reply.errorText ?? "no PONG"))")
            }
            upSince = now
            desk.linkUp()
            onUp()
        case .late, .forgotten: break
        }
    }

    private func signIn(_ context: RedisContext) throws(Dead) {
        var steps: [([String], Sink)] = []
        if let password = endpoint.password {
            let account = endpoint.username.map { [$0] } ?? []
            steps.append((["AUTH"] + account + [password], .signIn("signing in")))
        }
        if endpoint.database != 0 { steps.append((["SELECT", "\(endpoint.database)"], .signIn("the database"))) }
        steps.append((["PING"], .proof))
        let never = RedisPatience(wait: .seconds(3600), silence: .zero)
        for (arguments, sink) in steps {
            guard let command = try? RedisCommand(arguments) else { throw Dead(reason: "the password is too long") }
            queue.add(sink, deadline: .infinity, patience: never, now: now)
            guard context.send(command) else { throw Dead(reason: "the connection was closed") }
        }
        context.write()
    }

    /// The code word of an error; the rest might repeat what we sent.
    private func code(of text: String) -> String { String(text.prefix { $0 != " " }.prefix(40)) }

    private func finish() {
        let unseen = desk.linkDown()
        let (waiting, expired) = queue.lose()
        for case .caller(let waiter, _) in waiting { waiter.resume(returning: .failure(.linkLost)) }
        for case .caller(_, let watch?) in expired { watch.redisWasLate(.silent) }
        for request in unseen { request.waiter.resume(returning: .failure(.notConnected)) }
    }
}
