import OpsCore
import Testing

@Suite struct LimiterModeTests {
    @Test func redisIsAskedWhileItAnswers() {
        var mode = LimiterMode(seed: 1)
        for second in 0..<100 {
            let plan = mode.plan(at: at(Double(second)))
            #expect(plan.choice == .redis)
            let (change, alone) = mode.answered(plan, at: at(Double(second)))
            #expect(change == nil && !alone)
        }
        #expect(mode.mode == .redis)
    }

    @Test func fallsBackAndReturnsWithBothForOneWindow() {
        var mode = LimiterMode(longestWindow: .seconds(60), seed: 1)
        let changes = (0..<3).map { _ in mode.failed(mode.plan(at: at(0)), at: at(0)) }
        #expect(changes.map { $0?.cause } == [nil, nil, .failing])
        #expect(mode.mode == .local)
        #expect(mode.plan(at: at(1.9)).choice == .local)
        let probe = mode.plan(at: at(2.3))
        #expect(probe.choice == .both)
        #expect(mode.plan(at: at(2.3)).choice == .local, "one probe at a time")
        let back = mode.answered(probe, at: at(2.4)).change
        #expect(back?.transition.to == .closed && back?.cause == nil && back?.mode == .redis)
        #expect(mode.mode == .redis)
        #expect(mode.plan(at: at(62.3)).choice == .both)
        #expect(mode.plan(at: at(62.5)).choice == .redis)
    }

    @Test func aFailedProbeStaysLocal() {
        var mode = LimiterMode(seed: 1)
        for _ in 0..<3 { _ = mode.failed(mode.plan(at: at(0)), at: at(0)) }
        #expect(mode.failed(mode.plan(at: at(5)), at: at(5))?.transition.from == .halfOpen)
        #expect(mode.plan(at: at(6)).choice == .local)
        #expect(mode.plan(at: at(7.5)).choice == .both)
    }

    @Test func aProbeThatIsLateIsNoReturn() {
        var mode = LimiterMode(seed: 1)
        for _ in 0..<3 { _ = mode.failed(mode.plan(at: at(0)), at: at(0)) }
        _ = mode.late(mode.plan(at: at(5)), at: at(5))
        #expect(mode.settled(.answered(excused: false), at: at(5.1)) == nil)
        #expect(mode.mode == .local)
        #expect(mode.plan(at: at(6)).choice == .local)
    }

    @Test func aProbeThatWasNotSentIsTriedAgainAtOnce() {
        var mode = LimiterMode(seed: 1)
        for _ in 0..<3 { _ = mode.failed(mode.plan(at: at(0)), at: at(0)) }
        _ = mode.late(mode.plan(at: at(5)), sent: false, at: at(5))
        #expect(mode.plan(at: at(5)).choice == .both)
    }

    @Test func evenASingleFailureWantsBothAfterwards() {
        var mode = LimiterMode(seed: 1)
        _ = mode.failed(mode.plan(at: at(0)), at: at(0))
        #expect(mode.plan(at: at(1)).choice == .both)
        #expect(mode.plan(at: at(60)).choice == .redis)
    }

    // MARK: Lateness

    /// One line of evidence, and what it must lead to.
    struct Lateness: Sendable, CustomTestStringConvertible {
        var what: String
        var inTime: Int
        var late: Int
        var excused = false
        var mode: RateLimitDecision.Mode
        var testDescription: String { what }
    }

    @Test(arguments: [
        Lateness(what: "one late reply that comes", inTime: 0, late: 1, mode: .redis),
        Lateness(what: "nineteen late replies, too few to judge", inTime: 0, late: 19, mode: .redis),
        Lateness(what: "twenty late replies", inTime: 0, late: 20, mode: .local),
        Lateness(what: "half of the replies late", inTime: 30, late: 30, mode: .local),
        Lateness(what: "less than half of the replies late", inTime: 60, late: 50, mode: .redis),
        Lateness(what: "this process was late itself", inTime: 0, late: 500, excused: true, mode: .redis),
    ])
    func lateRepliesAreHeldAgainstRedisOnlyWhereTheyAreMany(row: Lateness) {
        var mode = LimiterMode(seed: 1)
        var changes: [LimiterMode.Change] = []
        for _ in 0..<row.inTime { _ = mode.answered(mode.plan(at: at(1)), at: at(1)) }
        for _ in 0..<row.late {
            let plan = mode.plan(at: at(2))
            guard plan.choice != .local else { break }
            _ = mode.late(plan, at: at(2))
            #expect(mode.plan(at: at(2)).choice == .local, "nobody else waits for a Redis that owes a reply")
            mode.settled(.answered(excused: row.excused), at: at(2)).map { changes.append($0) }
        }
        #expect(mode.mode == row.mode)
        #expect(changes.map(\.cause) == (row.mode == .local ? [.slow] : []))
        if row.mode == .redis { #expect(mode.plan(at: at(2)).choice == .both) }
    }

    @Test func silenceOpensAtOnceHoweverManyAnsweredBefore() {
        var mode = LimiterMode(seed: 1)
        for _ in 0..<100_000 { _ = mode.answered(mode.plan(at: at(1)), at: at(1)) }
        let plans = (0..<64).map { _ in mode.plan(at: at(1)) }
        for plan in plans { #expect(mode.late(plan, at: at(1.005)) == nil) }
        #expect(mode.mode == .redis && mode.plan(at: at(1.1)).choice == .local)
        #expect(mode.settled(.silent, at: at(1.25))?.cause == .silent)
        for _ in 1..<64 { #expect(mode.settled(.silent, at: at(1.25)) == nil) }
        #expect(mode.mode == .local)
    }

    @Test func whatWasNotSentSaysNothingOfRedis() {
        var mode = LimiterMode(seed: 1)
        for _ in 0..<1000 { #expect(mode.late(mode.plan(at: at(1)), sent: false, at: at(1)) == nil) }
        #expect(mode.mode == .redis)
        #expect(mode.plan(at: at(1)).choice == .both)
    }

    @Test func theVerdictMayComeBeforeTheCallerKnowsThatItWasLate() {
        var mode = LimiterMode(seed: 1)
        let plan = mode.plan(at: at(1))
        _ = mode.settled(.answered(excused: false), at: at(1))
        _ = mode.late(plan, at: at(1))
        #expect(mode.plan(at: at(1)).choice == .both)
    }

    @Test func anAnswerFromBeforeALonelyDecisionNeedsTheLocalOneToo() {
        var mode = LimiterMode(seed: 1)
        let (first, second) = (mode.plan(at: at(1)), mode.plan(at: at(1)))
        _ = mode.late(first, at: at(1))
        #expect(mode.answered(second, at: at(1)).alone)
    }

    @Test func theStricterDecisionCounts() {
        let yes = RateLimitDecision(
            allowed: true, limit: 5, remaining: 3, resetSeconds: 60, retryAfterSeconds: nil, windowSeconds: 60,
            mode: .redis)
        let no = RateLimitDecision(
            allowed: false, limit: 5, remaining: 0, resetSeconds: 20, retryAfterSeconds: 7, windowSeconds: 60,
            mode: .local)
        for decision in [yes.stricter(no), no.stricter(yes)] {
            #expect(!decision.allowed)
            #expect(decision.retryAfterSeconds == 7)
            #expect(decision.remaining == 0)
            #expect(decision.resetSeconds == 60)
        }
    }

    /// A model of the service: with Redis dying, hanging and coming back at random, one server never admits more than
    /// the rule allows.
    @Test func noOutageLetsMoreThrough() {
        var random = SplitMix64(seed: 3)
        let rule = RateLimitRule(count: 5, windowSeconds: 60)
        for _ in 0..<200 {
            var model = LimiterModel(rule: rule, seed: random.next())
            var admitted: [MonotonicTime] = []
            var second = 0.0
            for _ in 0..<120 {
                second += Double.random(in: 0...6, using: &random)
                if Int.random(in: 0..<15, using: &random) == 0 { model.health = .random(using: &random) }
                if model.ask(at: at(second)) { admitted.append(at(second)) }
            }
            for start in admitted {
                let window = admitted.filter { (0..<60_000_000_000).contains($0.nanoseconds - start.nanoseconds) }
                #expect(window.count <= 5)
            }
        }
    }
}

/// What the service does, without waits: one caller, a Redis in any health.
private struct LimiterModel {
    enum Health: CaseIterable {
        case well, failing, silent, slow
        static func random(using random: inout SplitMix64) -> Health { allCases.randomElement(using: &random) ?? .well }
    }

    let rule: RateLimitRule
    var mode: LimiterMode
    let local = LocalLimiter()
    var redis: SlidingLog
    var health = Health.well

    init(rule: RateLimitRule, seed: UInt64) {
        self.rule = rule
        mode = LimiterMode(longestWindow: .seconds(rule.windowSeconds), seed: seed)
        redis = SlidingLog(rule: rule)
    }

    mutating func ask(at now: MonotonicTime) -> Bool {
        let plan = mode.plan(at: now)
        if plan.choice == .both, !local.standing(key: "a", rule: rule, now: now).allowed {
            mode.notAsked(plan, at: now)
            return false
        }
        guard plan.choice != .local, redisAnswers(plan, at: now) else {
            return local.admit(key: "a", rule: rule, now: now).allowed
        }
        guard redis.admit(at: now).allowed else { return false }
        let alone = mode.answered(plan, at: now).alone
        if plan.choice == .both || alone { return local.admit(key: "a", rule: rule, now: now).allowed }
        local.record(key: "a", rule: rule, now: now)
        return true
    }

    private mutating func redisAnswers(_ plan: LimiterMode.Plan, at now: MonotonicTime) -> Bool {
        switch health {
        case .well: return true
        case .failing: _ = mode.failed(plan, at: now)
        case .silent:
            _ = mode.late(plan, at: now)
            _ = mode.settled(.silent, at: now)
        case .slow:
            _ = redis.admit(at: now)
            _ = mode.late(plan, at: now)
            _ = mode.settled(.answered(excused: false), at: now)
        }
        return false
    }
}
