/// A client of one Redis that pipelines commands over one connection and keeps it up by itself.
///
/// One thread, asleep until a byte, a caller or a deadline comes. At most 10,000 commands wait. Where commands wait
/// and Redis answers nothing for 2 s, the connection is given up; reconnects wait with full jitter, at most 5 s.
public final class RedisClient: Sendable {
    /// What happens on the connection; one consumer, the newest 64 events. Ends after `stop`.
    public let events: AsyncStream<RedisLinkEvent>

    private struct Known {
        let source: String
        let hash: String
    }

    private let thread: RedisThread
    private let desk = RedisDesk()
    /// The hashes that Redis gave, by the scripts' names.
    private let known = LockedState<[String: Known]>([:])

    public init(endpoint: RedisEndpoint) {
        let (stream, continuation) = AsyncStream<RedisLinkEvent>.makeStream(bufferingPolicy: .bufferingNewest(64))
        events = stream
        thread = RedisThread(endpoint: endpoint, desk: desk, events: continuation)
    }

    deinit { desk.requestStop() }

    /// Starts the client's thread, which connects and reconnects until `stop`. Harmless when repeated; without effect
    /// after `stop`.
    public func start() {
        if desk.claimStart() { thread.start() }
    }

    /// Ends the connection and the thread within 2 s; then `events` ends. What waits gets `linkLost`.
    public func stop() async {
        guard desk.requestStop() else { return thread.events.finish() }
        let desk = desk
        let timer = Task {
            try? await Task.sleep(for: .seconds(2))
            desk.releaseWaiters()
        }
        await desk.waitForEnd()
        timer.cancel()
    }

    /// Whether Redis has answered on this connection and nothing has failed since.
    public var isConnected: Bool { desk.isUp }

    /// Commands that were sent and unanswered when the thread last looked.
    var commandsUnderWay: Int { desk.underWay }

    /// Runs one command. What Redis answers, also an error, is the reply; so are commands that a shared connection
    /// cannot carry (subscriptions, MONITOR and the like) and commands longer than 1 MiB.
    ///
    /// - Throws: `notConnected` at once where there is no connection; `linkLost` when it dies before the reply;
    ///   `timedOut`, after which Redis may still run the command, its reply being dropped; `expired` where this process
    ///   was too busy to send it in time; `overloaded` when 10,000 commands wait already.
    public func command(_ arguments: [String], timeout: Duration) async throws(RedisError) -> RedisReply {
        let command: RedisCommand
        do throws(RedisCommand.Unsuited) {
            command = try RedisCommand(arguments)
        } catch {
            return .error(error.text)
        }
        return try await submit(command, RedisPatience(wait: timeout, silence: .seconds(3600)), watch: nil)
    }

    /// Runs a command that was encoded before. `watch` hears what becomes of it where this throws `timedOut`.
    ///
    /// - Throws: as ``command(_:timeout:)``.
    nonisolated(nonsending) public func run(
        _ call: RedisCall, patience: RedisPatience, watch: (any RedisLateWatch)?
    ) async throws(RedisError) -> RedisReply {
        try await submit(call.command, patience, watch: watch)
    }

    nonisolated(nonsending) private func submit(
        _ command: RedisCommand, _ patience: RedisPatience, watch: (any RedisLateWatch)?
    ) async throws(RedisError) -> RedisReply {
        let deadline = MonotonicSeconds.now + patience.waitSeconds
        let result: Result<RedisReply, RedisError> = await withCheckedContinuation { waiter in
            desk.submit(
                RedisRequest(command: command, deadline: deadline, patience: patience, waiter: waiter, watch: watch))
        }
        return try result.get()
    }

    /// Runs a script by its hash; loads it first where Redis does not know it. The timeout covers all of it.
    ///
    /// - Throws: as `command`; `script` where Redis cannot compile it.
    public func evaluate(
        _ script: RedisScript, keys: [String], arguments: [String], timeout: Duration
    ) async throws(RedisError) -> RedisReply {
        let deadline = MonotonicSeconds.now + timeout / .seconds(1)
        let rest = ["\(keys.count)"] + keys + arguments
        if let hash = known.with({ $0[script.name] }).flatMap({ $0.source == script.source ? $0.hash : nil }) {
            let reply = try await command(["EVALSHA", hash] + rest, timeout: timeout)
            // Redis forgets its scripts when it restarts.
            guard case .error(let text) = reply, text.hasPrefix("NOSCRIPT") else { return reply }
        }
        let hash = try await load(script, until: deadline)
        return try await command(["EVALSHA", hash] + rest, timeout: remaining(until: deadline))
    }

    private func load(_ script: RedisScript, until deadline: Double) async throws(RedisError) -> String {
        let reply = try await command(["SCRIPT", "LOAD", script.source], timeout: remaining(until: deadline))
        guard case .string(let hash) = reply else {
            throw .script(reason: reply.errorText ?? "no hash")
        }
        known.with { $0[script.name] = Known(source: script.source, hash: hash) }
        return hash
    }

    private func remaining(until deadline: Double) -> Duration { .seconds(max(0, deadline - MonotonicSeconds.now)) }
}
