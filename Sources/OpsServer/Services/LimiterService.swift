import OpsCore
import OpsRedis

/// Counts requests: in Redis where it answers, in this process where it does not. Never waits for Redis longer than
/// ``redisPatience`` and never fails.
actor LimiterService {
    static let redisPatience = Duration.milliseconds(5)

    private let patience: Duration

    private let site: String
    private let rules: [LimitClass: RateLimitRule]
    private let redis: RedisClient?
    private let clock: any OpsClock
    private let onTransition: @Sendable (CircuitBreaker.Transition) -> Void
    private let local = LocalLimiter()
    private let script = RedisScript(name: "sliding_log", source: RateLimitScript.text)
    private var machine: LimiterMode
    private var since: WallTime?
    /// How often Redis failed: what was planned before a failure and is answered after it knows too little.
    private var failures: UInt64 = 0

    init(
        site: String, rules: [LimitClass: RateLimitRule], redis: RedisClient?, clock: any OpsClock,
        patience: Duration = LimiterService.redisPatience,
        onTransition: @escaping @Sendable (CircuitBreaker.Transition) -> Void
    ) {
        self.site = site
        self.rules = rules
        self.redis = redis
        self.clock = clock
        self.patience = patience
        self.onTransition = onTransition
        machine = LimiterMode(longestWindow: .seconds(rules.values.map(\.windowSeconds).max() ?? 60))
    }

    /// `redis`, or `local` while Redis does not answer or where none is configured.
    var mode: RateLimitDecision.Mode { redis == nil ? .local : machine.mode }

    /// The breaker between the limits and Redis, for the pane.
    func breakerStatus() -> BreakerStatus {
        var status = BreakerStatus(name: "redis", state: mode == .redis ? .closed : .open)
        status.since = since
        return status
    }

    /// Counts one request of `caller` under `limit`.
    func admit(_ caller: Caller, address: String, to limit: LimitClass) async -> RateLimitDecision {
        guard limit != .exempt, let rule = rules[limit] else { return .unlimited }
        let key = RateLimitKey.name(
            site: site, limit: limit, rule: rule, caller: Self.counted(caller, address: address, limit))
        guard let redis else { return local.admit(key: key, rule: rule, now: clock.monotonic) }
        let (plan, failuresBefore) = (machine.plan(at: clock.monotonic), failures)
        switch plan.choice {
        case .local:
            return local.admit(key: key, rule: rule, now: clock.monotonic)
        case .redis:
            guard let decision = await ask(redis, key, rule, plan) else {
                return local.admit(key: key, rule: rule, now: clock.monotonic)
            }
            guard decision.allowed else { return decision }
            // While Redis was asked, others may have been admitted here alone: then both must agree.
            if failures != failuresBefore {
                return LimiterMode.stricter(local.admit(key: key, rule: rule, now: clock.monotonic), decision)
            }
            local.record(key: key, rule: rule, now: clock.monotonic)
            return decision
        case .both:
            let own = local.admit(key: key, rule: rule, now: clock.monotonic)
            guard own.allowed else {
                machine.redisNotAsked(plan, at: clock.monotonic)
                return own
            }
            guard let decision = await ask(redis, key, rule, plan) else { return own }
            return LimiterMode.stricter(own, decision)
        }
    }

    /// What is counted: plant mutations and public routes by address, the rest by caller (CONTRACT.md).
    private static func counted(_ caller: Caller, address: String, _ limit: LimitClass) -> String {
        switch limit {
        case .actuation, .incident, .general, .probe: return "ip:\(address)"
        case .ops, .alerts, .work, .local, .exempt: break
        }
        return switch caller.identity {
        case .local(let user): "user:\(user)"
        case .key(_, let keyID): "key:\(keyID)"
        case .address(let address): "ip:\(address)"
        }
    }

    /// Redis' decision; nil where it did not answer in time.
    private func ask(
        _ redis: RedisClient, _ key: String, _ rule: RateLimitRule, _ plan: LimiterMode.Plan
    ) async -> RateLimitDecision? {
        let reply = try? await redis.evaluate(
            script, keys: [key], arguments: RateLimitScript.arguments(rule), timeout: patience)
        let numbers = reply?.elements?.compactMap(\.number) ?? []
        let decision = RateLimitScript.decision(numbers, rule: rule)
        if decision == nil { failures &+= 1 }
        let transition =
            decision == nil
            ? machine.redisFailed(plan, at: clock.monotonic) : machine.redisAnswered(plan, at: clock.monotonic)
        if let transition {
            since = clock.wall
            onTransition(transition)
        }
        return decision
    }
}
