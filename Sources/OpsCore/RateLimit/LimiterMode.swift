/// Decides which limiter is asked: Redis while it answers in time, the one in this process while it does not, and both
/// for one window after Redis is back, since neither alone then knows all that was admitted.
///
/// A reply that is late is no proof of anything: this process, or the whole machine, may have been busy. So while Redis
/// owes a late reply nobody else waits for it, requests are decided here, and what becomes of the reply is the evidence:
/// if it comes soon, Redis is asked again; if it does not come, or if half of the replies are late, or if Redis answers
/// with errors, the breaker opens, and Redis is left alone for a while.
///
/// The service around it: ``plan(at:)``; then for `local` admit with the ``LocalLimiter``; for `redis` ask Redis and
/// ``LocalLimiter/record(key:rule:now:)`` what it admits; for `both` see that the local one would admit, ask Redis, and
/// admit locally what Redis admits. Where Redis fails or is late, the local limiter's answer counts. Then tell
/// ``answered(_:at:)``, ``failed(_:at:)``, ``late(_:at:)`` or ``notAsked(_:at:)``, and after each `late` exactly one
/// ``settled(_:at:)``.
public struct LimiterMode: Sendable {
    /// Whom to ask for one request.
    public struct Plan: Sendable {
        /// The limiters to ask.
        public enum Choice: Equatable, Sendable { case redis, local, both }

        /// Whom to ask.
        public var choice: Choice
        /// To be handed back with the outcome; nil for `local`.
        var pass: CircuitBreaker.Pass?
        /// How often requests had begun to be decided here alone when this was planned.
        var epoch: UInt64
    }

    /// What became of a late reply.
    public enum Settlement: Equatable, Sendable {
        /// It came. `excused`: Redis was given too little time, by this process' fault.
        case answered(excused: Bool)
        /// It did not come while patience lasted.
        case silent
    }

    /// Why the breaker opened.
    public enum Cause: String, Sendable {
        /// Redis answers with errors, or there is no connection.
        case failing
        /// No answer at all.
        case silent
        /// Half of the answers are late.
        case slow
    }

    /// A change of mode.
    public struct Change: Equatable, Sendable {
        /// The breaker's change of state.
        public var transition: CircuitBreaker.Transition
        /// Nil where Redis is back.
        public var cause: Cause?

        /// Who counts from now on.
        public var mode: RateLimitDecision.Mode { transition.to == .closed ? .redis : .local }

        /// What happened, in one line for the log.
        public var text: String {
            switch cause {
            case .failing: "limits are counted in this process: Redis answers with errors or is not connected"
            case .silent: "limits are counted in this process: Redis does not answer"
            case .slow: "limits are counted in this process: half of Redis' answers are late"
            case nil: "limits are counted in Redis again; for one window this process must agree"
            }
        }
    }

    /// How many failures in a row open the breaker.
    static let failuresInARow = 3
    /// How many answers within ``paceWindow`` must be known before half of them being late opens the breaker.
    static let paceCalls = 20
    static let paceWindow = Duration.seconds(10)

    private var breaker: CircuitBreaker
    private let bothFor: Duration
    private var bothUntil: MonotonicTime?
    /// Late replies of which nothing is known yet. Below 0 for a moment where the verdict is told before the lateness.
    private var owed = 0
    private var epoch: UInt64 = 0
    private var failuresRunning = 0
    private var pace = CallWindow(length: LimiterMode.paceWindow)

    /// Tries again after 2 s: a hanging Redis costs one request its few milliseconds each time.
    public static let breakerSettings = CircuitBreaker.Settings(
        window: .seconds(10), minimumCalls: 3, failureRatio: 0.5, openFor: .seconds(2))

    /// `longestWindow` is the longest window of all rules: for so long both limiters must allow after a return.
    public init(
        longestWindow: Duration = .seconds(60), breaker: CircuitBreaker.Settings = LimiterMode.breakerSettings,
        seed: UInt64 = UInt64.random(in: .min ... .max)
    ) {
        self.breaker = CircuitBreaker(settings: breaker, seed: seed)
        bothFor = longestWindow
    }

    /// Whom to ask for a request at `now`.
    public mutating func plan(at now: MonotonicTime) -> Plan {
        let alone = Plan(choice: .local, pass: nil, epoch: epoch)
        if owed > 0, breaker.state == .closed { return alone }
        guard let pass = breaker.allow(at: now).pass else { return alone }
        if breaker.state == .closed, let until = bothUntil, now >= until { bothUntil = nil }
        let choice = breaker.state != .closed || bothUntil != nil ? Plan.Choice.both : .redis
        return Plan(choice: choice, pass: pass, epoch: epoch)
    }

    /// Redis answered a request in time. `alone` is true where others were decided here alone meanwhile: then the local
    /// limiter must agree too.
    public mutating func answered(_ plan: Plan, at now: MonotonicTime) -> (change: Change?, alone: Bool) {
        failuresRunning = 0
        let alone = plan.epoch != epoch
        guard breaker.state != .closed else {
            pace.add(failed: false, at: now)
            return (nil, alone)
        }
        guard let transition = breaker.record(.success, of: plan.pass, at: now) else { return (nil, alone) }
        pace = CallWindow(length: Self.paceWindow)
        bothUntil = now.advanced(by: bothFor)
        return (Change(transition: transition, cause: nil), alone)
    }

    /// Redis answered with an error, or there is no connection.
    public mutating func failed(_ plan: Plan, at now: MonotonicTime) -> Change? {
        decidedAlone(at: now)
        guard breaker.state == .closed else { return failedProbe(plan, .failing, at: now) }
        failuresRunning += 1
        pace.add(failed: true, at: now)
        return failuresRunning >= Self.failuresInARow || isOutOfPace(at: now) ? open(.failing, at: now) : nil
    }

    /// Redis did not answer in time. `sent`: false where the request had not even been sent, which says nothing of Redis
    /// and is not followed by ``settled(_:at:)``.
    public mutating func late(_ plan: Plan, sent: Bool = true, at now: MonotonicTime) -> Change? {
        decidedAlone(at: now)
        if sent { owed += 1 }
        guard breaker.state != .closed else { return nil }
        guard sent else {
            breaker.record(.cancelled, of: plan.pass, at: now)
            return nil
        }
        // A probe must be in time.
        return failedProbe(plan, .silent, at: now)
    }

    /// What became of a request that was late.
    public mutating func settled(_ settlement: Settlement, at now: MonotonicTime) -> Change? {
        owed -= 1
        decidedAlone(at: now)
        guard breaker.state == .closed else { return nil }
        switch settlement {
        case .answered(excused: true): return nil
        case .answered(excused: false):
            pace.add(failed: true, at: now)
            return isOutOfPace(at: now) ? open(.slow, at: now) : nil
        case .silent: return open(.silent, at: now)
        }
    }

    /// Redis was not asked after all, because the local limiter refused: that says nothing of Redis, and a probe's place
    /// is free again.
    public mutating func notAsked(_ plan: Plan, at now: MonotonicTime) {
        if breaker.state != .closed { breaker.record(.cancelled, of: plan.pass, at: now) }
    }

    /// What the screen says: `redis` while Redis is asked, else `local`.
    public var mode: RateLimitDecision.Mode { breaker.state == .closed ? .redis : .local }

    /// What was decided here alone until now is unknown to Redis, whether or not the breaker opens.
    private mutating func decidedAlone(at now: MonotonicTime) {
        epoch &+= 1
        bothUntil = now.advanced(by: bothFor)
    }

    private func isOutOfPace(at now: MonotonicTime) -> Bool {
        let counts = pace.counts(at: now)
        return counts.calls >= Self.paceCalls && (counts.ratio ?? 0) >= breaker.settings.failureRatio
    }

    private mutating func open(_ cause: Cause, at now: MonotonicTime) -> Change? {
        failuresRunning = 0
        return breaker.trip(at: now).map { Change(transition: $0, cause: cause) }
    }

    private mutating func failedProbe(_ plan: Plan, _ cause: Cause, at now: MonotonicTime) -> Change? {
        breaker.record(.failure, of: plan.pass, at: now).map { Change(transition: $0, cause: cause) }
    }
}

extension RateLimitDecision {
    /// The stricter of this decision and another on the same request; whose decision it is stays.
    public func stricter(_ other: RateLimitDecision) -> RateLimitDecision {
        var strict = allowed ? other : self
        if allowed == other.allowed { strict = remaining < other.remaining ? self : other }
        strict.mode = mode
        strict.remaining = min(remaining, other.remaining)
        strict.resetSeconds = max(resetSeconds, other.resetSeconds)
        strict.retryAfterSeconds = [retryAfterSeconds, other.retryAfterSeconds].compactMap(\.self).max()
        return strict
    }
}
