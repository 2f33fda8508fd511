import Logging
import OpsCore
import OpsMetrics

/// The link to an existing Prometheus: asks within its bounds, leaves it alone for a while after too many failures, and
/// knows how it is.
actor PrometheusLink {
    /// Failures that open the breaker are counted over this time.
    private static let window = Duration.seconds(30)
    /// How long it is left alone then; chance lengthens it by up to half.
    private static let pause = Duration.seconds(5)
    /// Questions that may wait for their turn.
    static let waitingLimit = 64
    /// Questions of one group of rules at a time: some places are left for the panes.
    static let ruleQuestions = 3

    private let client: PrometheusClient
    private let clock: any OpsClock
    private let logger: Logger
    private var breaker: CircuitBreaker
    private var underWay = 0
    /// Who waits for a place among the questions under way, in the order of their coming.
    private var waiting: [(id: UInt64, turn: CheckedContinuation<Bool, Never>)] = []
    private var nextID: UInt64 = 0
    private var lastSeenAt: WallTime?
    /// Why the newest question had no answer; nil where it had one.
    private var failure: String?
    private var hasAsked = false

    init(_ settings: PrometheusSettings, clock: any OpsClock, logger: Logger) {
        client = PrometheusClient(settings)
        self.clock = clock
        self.logger = logger
        breaker = CircuitBreaker(
            settings: .init(
                window: Self.window, minimumCalls: 3, failureRatio: 0.5, openFor: Self.pause, jitter: 0.5, probes: 1,
                probeTimeout: settings.timeout + .seconds(5)))
    }

    /// How it is now, for stream and status. Its address is shown; it holds no credentials.
    var status: LinkStatus {
        let state: LinkState =
            switch breaker.state {
            case .open, .halfOpen: .down
            case .closed: failure == nil && hasAsked ? .ok : lastSeenAt == nil ? .down : .degraded
            }
        var status = LinkStatus(name: .prometheus, state: state, lastSeenAt: lastSeenAt)
        status.detail = SafeText.clean(failure ?? client.settings.url, limit: 120)
        return status
    }

    /// The value of an expression. Waits its turn where many ask at the same moment.
    ///
    /// - Parameters:
    ///   - time: When; nil: now, by the other server's clock.
    ///   - limit: How long the answer may take, with the wait for its turn; the settings' time-out counts too.
    /// - Throws: ``PrometheusClient/Failure``, at once while it is left alone or where too much waits.
    func value(
        of expression: String, at time: WallTime? = nil, within limit: Duration? = nil
    ) async throws(PrometheusClient.Failure) -> QueryValue {
        let form = [("query", expression)] + (time.map { [("time", QueryJSON.seconds($0.milliseconds))] } ?? [])
        return try await ask("query", form, within: limit).value
    }

    /// The values of an expression over a time, a series each. What is so much more to compute says nothing of how the
    /// server is where it fails.
    ///
    /// - Parameter limit: As for ``value(of:at:within:)``.
    /// - Throws: ``PrometheusClient/Failure``.
    func range(
        of expression: String, from start: WallTime, through end: WallTime, step: Duration, within limit: Duration
    ) async throws(PrometheusClient.Failure) -> [Series] {
        let form = [
            ("query", expression), ("start", QueryJSON.seconds(start.milliseconds)),
            ("end", QueryJSON.seconds(end.milliseconds)), ("step", GoNumber.text(step / .seconds(1))),
        ]
        guard case .matrix(let series) = try await ask("query_range", form, within: limit, counts: false).value else {
            throw .malformed("the answer holds no ranges")
        }
        return series
    }

    private func ask(
        _ endpoint: String, _ form: [(String, String)], within limit: Duration?, counts: Bool = true
    ) async throws(PrometheusClient.Failure) -> PrometheusReply {
        let deadline = limit.map { ContinuousClock.now + $0 }
        try await enter(until: deadline)
        defer { leave() }
        let left = deadline.map { $0 - .now }
        guard left ?? .seconds(1) > .zero else { throw .unreachable("its turn did not come in time") }
        let admission = breaker.allow(at: clock.monotonic)
        guard let pass = admission.pass else {
            throw .unreachable("left alone after failures; the last: \(failure ?? "unknown")")
        }
        let timeout = client.settings.timeout
        do {
            let reply = try await client.ask(endpoint, form, timeout: left.map { min($0, timeout) })
            record(nil, pass)
            return reply
        } catch {
            // Less time than the settings give, or nobody who waits, says nothing of the server.
            if !counts || Task.isCancelled || error == .timeout && left ?? timeout < timeout {
                breaker.record(.cancelled, of: pass, at: clock.monotonic)
            } else {
                record(error, pass)
            }
            throw error
        }
    }

    // MARK: Places

    private func enter(until deadline: ContinuousClock.Instant?) async throws(PrometheusClient.Failure) {
        guard underWay >= client.settings.concurrency else {
            underWay += 1
            return
        }
        guard waiting.count < Self.waitingLimit else { throw .unreachable("\(waiting.count) questions wait already") }
        nextID &+= 1
        let id = nextID
        let end = deadline.map { deadline in
            Task {
                guard (try? await Task.sleep(until: deadline, clock: .continuous)) != nil else { return }
                self.withdraw(id)
            }
        }
        defer { end?.cancel() }
        let hasTurn = await withTaskCancellationHandler {
            await withCheckedContinuation { turn in
                if Task.isCancelled { turn.resume(returning: false) } else { waiting.append((id, turn)) }
            }
        } onCancel: {
            Task { await self.withdraw(id) }
        }
        guard hasTurn else { throw .unreachable("its turn did not come in time") }
    }

    private func withdraw(_ id: UInt64) {
        guard let place = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: place).turn.resume(returning: false)
    }

    /// A place goes to whoever waits longest.
    private func leave() {
        if waiting.isEmpty { underWay -= 1 } else { waiting.removeFirst().turn.resume(returning: true) }
    }

    func close() async { await client.close() }

    /// A server that refuses a question is well; what says that it is not, counts.
    private func record(_ error: PrometheusClient.Failure?, _ pass: CircuitBreaker.Pass) {
        hasAsked = true
        let isWell = error.map(Self.isAnswer) ?? true
        failure = isWell ? nil : error.map { "\($0)" }
        if isWell { lastSeenAt = clock.wall }
        guard let change = breaker.record(isWell ? .success : .failure, of: pass, at: clock.monotonic) else { return }
        logger.notice(
            "the link to Prometheus changed",
            metadata: ["breaker": "\(change.to.rawValue)", "reason": "\(failure ?? "it answers")"])
    }

    private static func isAnswer(_ failure: PrometheusClient.Failure) -> Bool {
        guard case .refused(let kind, _) = failure else { return false }
        return kind == "bad_data" || kind == "execution"
    }
}
