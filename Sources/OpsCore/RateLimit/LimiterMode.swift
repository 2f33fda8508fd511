/// Decides which limiter is asked: Redis while it answers, the one in this process while it does not, and both for one
/// window after Redis is back, since neither alone then knows all that was admitted.
///
/// The service around it: ``plan(at:)``; then for `local` ask the ``LocalLimiter``; for `redis` ask Redis and
/// ``LocalLimiter/record(key:rule:now:)`` what it admits; for `both` ask the local one and, if that admits, Redis.
/// Where Redis fails or is too slow, the local limiter's answer counts. Then tell ``redisAnswered(_:at:)`` or
/// ``redisFailed(_:at:)``.
public struct LimiterMode: Sendable {
    /// Whom to ask for one request.
    public struct Plan: Sendable {
        /// The limiters to ask.
        public enum Choice: Equatable, Sendable { case redis, local, both }

        /// Whom to ask.
        public var choice: Choice
        /// To be handed back with the outcome; nil for `local`.
        public var pass: CircuitBreaker.Pass?
    }

    private var breaker: CircuitBreaker
    private let bothFor: Duration
    private var bothUntil: MonotonicTime?

    /// A breaker that opens after 3 failures within 10 s if they are at least half of the calls, and tries again after
    /// 2 s: a hanging Redis costs few requests their few milliseconds.
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
        guard let pass = breaker.allow(at: now).pass else { return Plan(choice: .local, pass: nil) }
        let settling = breaker.state != .closed || bothUntil.map { now < $0 } ?? false
        return Plan(choice: settling ? .both : .redis, pass: pass)
    }

    /// Redis answered a request in time. Returns the breaker's transition, if that made one.
    @discardableResult
    public mutating func redisAnswered(_ plan: Plan, at now: MonotonicTime) -> CircuitBreaker.Transition? {
        let transition = breaker.record(.success, of: plan.pass, at: now)
        if transition?.to == .closed { bothUntil = now.advanced(by: bothFor) }
        return transition
    }

    /// Redis failed, or did not answer in time.
    @discardableResult
    public mutating func redisFailed(_ plan: Plan, at now: MonotonicTime) -> CircuitBreaker.Transition? {
        // What is decided here alone from now on is unknown to Redis, whether or not the breaker opens.
        bothUntil = now.advanced(by: bothFor)
        return breaker.record(.failure, of: plan.pass, at: now)
    }

    /// Redis was not asked after all, because the local limiter refused: that says nothing of Redis, and a probe's place
    /// is free again.
    public mutating func redisNotAsked(_ plan: Plan, at now: MonotonicTime) {
        breaker.record(.cancelled, of: plan.pass, at: now)
    }

    /// What the screen says: `redis` while Redis is asked, else `local`.
    public var mode: RateLimitDecision.Mode { breaker.state == .closed ? .redis : .local }

    /// The stricter of two decisions on one request.
    public static func stricter(_ a: RateLimitDecision, _ b: RateLimitDecision) -> RateLimitDecision {
        var strict = a.allowed ? b : a
        if a.allowed == b.allowed { strict = a.remaining < b.remaining ? a : b }
        strict.remaining = min(a.remaining, b.remaining)
        strict.resetSeconds = max(a.resetSeconds, b.resetSeconds)
        strict.retryAfterSeconds = [a.retryAfterSeconds, b.retryAfterSeconds].compactMap(\.self).max()
        return strict
    }
}
