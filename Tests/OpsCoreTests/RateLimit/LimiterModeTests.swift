import OpsCore
import Testing

@Suite struct LimiterModeTests {
    @Test func redisIsAskedWhileItAnswers() {
        var mode = LimiterMode(seed: 1)
        for second in 0..<100 {
            let plan = mode.plan(at: at(Double(second)))
            #expect(plan.choice == .redis)
            mode.redisAnswered(plan, at: at(Double(second)))
        }
        #expect(mode.mode == .redis)
    }

    @Test func fallsBackAndReturnsWithBothForOneWindow() {
        var mode = LimiterMode(longestWindow: .seconds(60), seed: 1)
        for _ in 0..<3 {
            let plan = mode.plan(at: at(0))
            mode.redisFailed(plan, at: at(0))
        }
        #expect(mode.mode == .local)
        #expect(mode.plan(at: at(1.9)).choice == .local)
        let probe = mode.plan(at: at(2.3))
        #expect(probe.choice == .both)
        #expect(mode.plan(at: at(2.3)).choice == .local, "one probe at a time")
        #expect(mode.redisAnswered(probe, at: at(2.4))?.to == .closed)
        #expect(mode.mode == .redis)
        #expect(mode.plan(at: at(62.3)).choice == .both)
        #expect(mode.plan(at: at(62.5)).choice == .redis)
    }

    @Test func aFailedProbeStaysLocal() {
        var mode = LimiterMode(seed: 1)
        for _ in 0..<3 { mode.redisFailed(mode.plan(at: at(0)), at: at(0)) }
        mode.redisFailed(mode.plan(at: at(5)), at: at(5))
        #expect(mode.plan(at: at(6)).choice == .local)
        #expect(mode.plan(at: at(7.5)).choice == .both)
    }

    @Test func evenASingleFailureWantsBothAfterwards() {
        var mode = LimiterMode(seed: 1)
        mode.redisFailed(mode.plan(at: at(0)), at: at(0))
        #expect(mode.plan(at: at(1)).choice == .both)
        #expect(mode.plan(at: at(60)).choice == .redis)
    }

    @Test func theStricterDecisionCounts() {
        let yes = RateLimitDecision(
            allowed: true, limit: 5, remaining: 3, resetSeconds: 60, retryAfterSeconds: nil, windowSeconds: 60,
            mode: .redis)
        let no = RateLimitDecision(
            allowed: false, limit: 5, remaining: 0, resetSeconds: 20, retryAfterSeconds: 7, windowSeconds: 60,
            mode: .local)
        for decision in [LimiterMode.stricter(yes, no), LimiterMode.stricter(no, yes)] {
            #expect(!decision.allowed)
            #expect(decision.retryAfterSeconds == 7)
            #expect(decision.remaining == 0)
            #expect(decision.resetSeconds == 60)
        }
    }

    /// A model of two servers' worth of bookkeeping: with Redis dying and coming back at random, one server never
    /// admits more than the rule allows.
    @Test func noOutageLetsMoreThrough() {
        var random = SplitMix64(seed: 3)
        let rule = RateLimitRule(count: 5, windowSeconds: 60)
        for _ in 0..<200 {
            var mode = LimiterMode(longestWindow: .seconds(60), seed: random.next())
            let local = LocalLimiter()
            var redis = SlidingLog(rule: rule)
            var admitted: [MonotonicTime] = []
            var redisIsUp = true
            var second = 0.0
            for _ in 0..<120 {
                second += Double.random(in: 0...6, using: &random)
                if Int.random(in: 0..<15, using: &random) == 0 { redisIsUp.toggle() }
                if ask(&mode, local, &redis, redisIsUp, rule, at(second)) { admitted.append(at(second)) }
            }
            for start in admitted {
                let window = admitted.filter { (0..<60_000_000_000).contains($0.nanoseconds - start.nanoseconds) }
                #expect(window.count <= 5)
            }
        }
    }

    private func ask(
        _ mode: inout LimiterMode, _ local: LocalLimiter, _ redis: inout SlidingLog, _ redisIsUp: Bool,
        _ rule: RateLimitRule, _ now: MonotonicTime
    ) -> Bool {
        let plan = mode.plan(at: now)
        if plan.choice == .local { return local.admit(key: "a", rule: rule, now: now).allowed }
        if plan.choice == .both {
            guard local.admit(key: "a", rule: rule, now: now).allowed else { return false }
        }
        guard redisIsUp else {
            mode.redisFailed(plan, at: now)
            return plan.choice == .both || local.admit(key: "a", rule: rule, now: now).allowed
        }
        let decision = redis.admit(at: now)
        mode.redisAnswered(plan, at: now)
        if decision.allowed, plan.choice == .redis { local.record(key: "a", rule: rule, now: now) }
        return decision.allowed
    }
}
