import OpsCore
import Testing

@Suite struct LocalLimiterTests {
    private let rule = RateLimitRule(count: 2, windowSeconds: 60)

    @Test func keysDoNotShareTheirAllowance() {
        let limiter = LocalLimiter()
        for key in ["a", "b"] {
            #expect(
                (0..<3).map { limiter.admit(key: key, rule: rule, now: at(Double($0))).allowed } == [true, true, false])
        }
    }

    @Test func theKeyThatAskedLongestAgoGivesWay() {
        let limiter = LocalLimiter(capacity: 3)
        for key in ["a", "b", "c"] {
            for _ in 0..<2 { _ = limiter.admit(key: key, rule: rule, now: at(0)) }
        }
        #expect(!limiter.admit(key: "a", rule: rule, now: at(1)).allowed)
        #expect(limiter.admit(key: "d", rule: rule, now: at(2)).allowed)
        #expect(limiter.keyCount == 3)
        #expect(!limiter.admit(key: "a", rule: rule, now: at(3)).allowed, "a asked after b")
        #expect(!limiter.admit(key: "c", rule: rule, now: at(3)).allowed)
        #expect(limiter.admit(key: "b", rule: rule, now: at(3)).allowed, "b was forgotten")
    }

    @Test func manyKeysStayWithinTheCapacity() {
        let limiter = LocalLimiter(capacity: 100)
        var random = SplitMix64(seed: 1)
        for step in 0..<5000 {
            _ = limiter.admit(key: "k\(Int.random(in: 0..<400, using: &random))", rule: rule, now: at(Double(step)))
        }
        #expect(limiter.keyCount == 100)
    }

    @Test func whatRedisAdmittedCountsHere() {
        let limiter = LocalLimiter()
        limiter.record(key: "a", rule: rule, now: at(0))
        #expect(limiter.admit(key: "a", rule: rule, now: at(1)).allowed)
        #expect(!limiter.admit(key: "a", rule: rule, now: at(2)).allowed)
    }

    @Test func largeCountsAreLimitedToo() {
        let limiter = LocalLimiter()
        let large = RateLimitRule(count: 1200, windowSeconds: 60)
        let admitted = (0..<2000).filter { _ in limiter.admit(key: "a", rule: large, now: at(0)).allowed }.count
        #expect(admitted == 1200)
        #expect(limiter.admit(key: "a", rule: large, now: at(0)).retryAfterSeconds == 1)
    }

    @Test func anotherRuleStartsAnew() {
        let limiter = LocalLimiter()
        for _ in 0..<2 { _ = limiter.admit(key: "a", rule: rule, now: at(0)) }
        #expect(limiter.admit(key: "a", rule: RateLimitRule(count: 9, windowSeconds: 60), now: at(1)).remaining == 8)
    }

    @Test func manyTasksTogetherGetWhatTheRuleAllows() async {
        let limiter = LocalLimiter()
        let hundred = RateLimitRule(count: 100, windowSeconds: 60)
        let admitted = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<50).filter { _ in limiter.admit(key: "a", rule: hundred, now: at(0)).allowed }.count
                }
            }
            return await group.reduce(0, +)
        }
        #expect(admitted == 100)
    }
}
