import OpsCore
import Testing

@Suite struct RateLimitScriptTests {
    private let rule = RateLimitRule(count: 5, windowSeconds: 60)

    @Test func readsItsOwnReplies() {
        #expect(
            RateLimitScript.decision([1, 4], rule: rule)
                == RateLimitDecision(
                    allowed: true, limit: 5, remaining: 4, resetSeconds: 60, retryAfterSeconds: nil, windowSeconds: 60,
                    mode: .redis))
        #expect(
            RateLimitScript.decision([0, 59_000_001, 1], rule: rule)
                == RateLimitDecision(
                    allowed: false, limit: 5, remaining: 0, resetSeconds: 60, retryAfterSeconds: 1, windowSeconds: 60,
                    mode: .redis))
        let many = RateLimitRule(count: 2000, windowSeconds: 60)
        #expect(
            RateLimitScript.decision([3, 30_000, 0], rule: many)
                == RateLimitDecision(
                    allowed: true, limit: 2000, remaining: 1999, resetSeconds: 1, retryAfterSeconds: nil,
                    windowSeconds: 60, mode: .redis))
        #expect(RateLimitScript.decision([2, 60_000_000, 0], rule: many)?.retryAfterSeconds == 1)
    }

    @Test(arguments: [
        [], [1], [1, 5], [1, -1], [1, 4, 0], [0, 1], [0, -1, 1], [0, 1, 121_000_000], [2, 0], [2, 0, 5], [3, -1, 0],
        [3, .max, 0], [4, 0, 0], [-1, 0, 0],
    ])
    func refusesOtherReplies(reply: [Int64]) {
        #expect(RateLimitScript.decision(reply, rule: rule) == nil)
    }

    @Test func argumentsAreCountAndMicroseconds() {
        #expect(RateLimitScript.arguments(rule) == ["5", "60000000"])
        #expect(RateLimitScript.arguments(rule, microseconds: 7) == ["5", "60000000", "7"])
        #expect(RateLimitScript.sha1.count == 40)
    }

    @Test func hostileCallersGetHashedNames() {
        func name(_ caller: String) -> String {
            RateLimitKey.name(site: "main", limit: .ops, rule: rule, caller: caller)
        }
        #expect(name("10.0.0.1") == "opstui:{main}:limit:ops:5/60:10.0.0.1")
        #expect(name("a\r\nDEL x").hasPrefix("opstui:{main}:limit:ops:5/60:#"))
        #expect(name(String(repeating: "x", count: 5000)).utf8.count < 110)
        #expect(name("a b") != name("a  b"))
    }
}
