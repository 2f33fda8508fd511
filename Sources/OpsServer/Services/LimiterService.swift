import CoreMetrics
import OpsCore
import OpsRedis

/// Counts requests: in Redis where it answers, in this process where it does not. Never waits for Redis longer than
/// ``redisWait`` and never fails.
///
/// No actor: a decision is a few hundred nanoseconds under a lock, and the only wait is the one for Redis.
final class LimiterService: RedisLateWatch {
    /// The longest that a request waits for Redis.
    static let redisWait = Duration.milliseconds(5)
    /// A reply that is still missing so long after that says that Redis hangs.
    static let redisSilence = Duration.milliseconds(250)

    private struct State {
        var machine: LimiterMode
        var since: WallTime?
        var subjects = LimitSubjectCache()
    }

    private let book: RateLimitBook
    private let redis: RedisClient?
    private let clock: any OpsClock
    private let patience: RedisPatience
    private let counters: DecisionCounters?
    private let onChange: @Sendable (LimiterMode.Change) -> Void
    private let local = LocalLimiter()
    private let state: Guarded<State>
    private let loadScript = RedisCall(["SCRIPT", "LOAD", RateLimitScript.text])

    init(
        book: RateLimitBook, redis: RedisClient?, clock: any OpsClock,
        patience: RedisPatience = RedisPatience(wait: LimiterService.redisWait, silence: LimiterService.redisSilence),
        metrics: (any MetricsFactory)? = nil, onChange: @escaping @Sendable (LimiterMode.Change) -> Void
    ) {
        self.book = book
        self.redis = redis
        self.clock = clock
        self.patience = patience
        self.onChange = onChange
        counters = metrics.map(DecisionCounters.init)
        state = Guarded(State(machine: LimiterMode(longestWindow: .seconds(book.longestWindowSeconds))))
    }

    /// `redis`, or `local` while Redis does not answer or where none is configured.
    var mode: RateLimitDecision.Mode { redis == nil ? .local : state.with { $0.machine.mode } }

    /// The breaker between the limits and Redis, for the pane.
    func breakerStatus() -> BreakerStatus {
        let (mode, since) = state.with { ($0.machine.mode, $0.since) }
        var status = BreakerStatus(name: "redis", state: mode == .redis ? .closed : .open)
        status.since = since
        return status
    }

    /// Counts one request of `caller` under `limit`.
    nonisolated(nonsending) func admit(_ caller: Caller, address: String, to limit: LimitClass) async
        -> RateLimitDecision
    {
        guard let subject = subject(of: caller, address, limit) else { return .unlimited }
        let decision = await decide(subject)
        counters?.count(limit, decision)
        return decision
    }

    /// Where `caller` stands under `limit`, without counting: as far as this process knows. Redis is not asked, so that
    /// requests which are refused before they count cost it nothing.
    func standing(of caller: Caller, address: String, under limit: LimitClass) -> RateLimitDecision {
        guard let subject = subject(of: caller, address, limit) else { return .unlimited }
        var decision = local.standing(key: subject.name, rule: subject.rule, now: clock.monotonic)
        decision.mode = mode
        return decision
    }

    func redisWasLate(_ verdict: RedisLateVerdict) {
        let settlement: LimiterMode.Settlement
        switch verdict {
        case .answered(let hurried): settlement = .answered(excused: hurried)
        case .silent: settlement = .silent
        }
        counters?.countLate(silent: settlement == .silent)
        change { $0.settled(settlement, at: $1) }
    }

    private func subject(of caller: Caller, _ address: String, _ limit: LimitClass) -> LimitSubject? {
        guard limit != .exempt else { return nil }
        let id = LimitSubjectCache.ID(limit: limit, identity: caller.identity, address: address)
        return state.with { state in
            state.subjects.subject(id) { book.subject(of: caller, address: address, limit: limit) }
        }
    }

    nonisolated(nonsending) private func decide(_ subject: LimitSubject) async -> RateLimitDecision {
        guard let redis, let call = subject.call else { return admitHere(subject) }
        let now = clock.monotonic
        let plan = state.with { $0.machine.plan(at: now) }
        switch plan.choice {
        case .local: return admitHere(subject)
        case .both:
            let own = local.standing(key: subject.name, rule: subject.rule, now: now)
            guard own.allowed else {
                state.with { $0.machine.notAsked(plan, at: now) }
                return own
            }
        case .redis: break
        }
        guard let (decision, alone) = await ask(redis, call, subject.rule, plan) else { return admitHere(subject) }
        guard decision.allowed else { return decision }
        // Where others were admitted here alone, before or meanwhile, both must agree.
        if plan.choice == .both || alone { return decision.stricter(admitHere(subject)) }
        local.record(key: subject.name, rule: subject.rule, now: clock.monotonic)
        return decision
    }

    private func admitHere(_ subject: LimitSubject) -> RateLimitDecision {
        local.admit(key: subject.name, rule: subject.rule, now: clock.monotonic)
    }

    /// Redis' decision, and whether others were decided here alone meanwhile; nil where it gave none in time.
    nonisolated(nonsending) private func ask(
        _ redis: RedisClient, _ call: RedisCall, _ rule: RateLimitRule, _ plan: LimiterMode.Plan
    ) async -> (RateLimitDecision, alone: Bool)? {
        do throws(RedisError) {
            let reply = try await reply(of: redis, to: call)
            guard let numbers = reply.elements?.compactMap(\.number),
                let decision = RateLimitScript.decision(numbers, rule: rule)
            else {
                change { $0.failed(plan, at: $1) }
                return nil
            }
            let now = clock.monotonic
            let (back, alone) = state.with { $0.machine.answered(plan, at: now) }
            if let back { tell(back) }
            return (decision, alone)
        } catch {
            switch error {
            case .timedOut: change { $0.late(plan, at: $1) }
            case .expired: change { $0.late(plan, sent: false, at: $1) }
            default: change { $0.failed(plan, at: $1) }
            }
            return nil
        }
    }

    /// Redis forgets its scripts when it restarts; then the script is loaded, within the same patience.
    nonisolated(nonsending) private func reply(of redis: RedisClient, to call: RedisCall) async throws(RedisError)
        -> RedisReply
    {
        let reply = try await redis.run(call, patience: patience, watch: self)
        guard let loadScript, case .error(let text) = reply, text.hasPrefix("NOSCRIPT") else { return reply }
        let start = clock.monotonic
        let loaded = try await redis.run(loadScript, patience: patience, watch: self)
        guard loaded.errorText == nil else { return loaded }
        let left = patience.waitSeconds - clock.monotonic.seconds(since: start)
        return try await redis.run(call, patience: patience.waiting(left), watch: self)
    }

    private func change(_ event: (inout LimiterMode, MonotonicTime) -> LimiterMode.Change?) {
        let now = clock.monotonic
        if let change = state.with({ event(&$0.machine, now) }) { tell(change) }
    }

    /// A probe that fails changes nothing: told are the changes between Redis and here.
    private func tell(_ change: LimiterMode.Change) {
        guard change.transition.from == .closed || change.transition.to == .closed else { return }
        let wall = clock.wall
        state.with { $0.since = wall }
        onChange(change)
    }
}
