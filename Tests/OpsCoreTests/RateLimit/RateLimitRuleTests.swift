import OpsCore
import Testing

@Suite struct RateLimitRuleTests {
    @Test(arguments: [
        ("5/minute", 5, 60), ("100/hour", 100, 3600), ("10/30s", 10, 30), ("1/s", 1, 1), (" 20 / 2 MIN ", 20, 120),
        ("1000000/day", 1_000_000, 86_400),
    ])
    func reads(text: String, count: Int, window: Int) throws {
        #expect(try RateLimitRule.parse(text) == RateLimitRule(count: count, windowSeconds: window))
    }

    @Test(arguments: [
        "", "5", "/minute", "5/", "0/minute", "-5/minute", "5/0s", "5/fortnight", "5/2days", "1000001/s", "5/m/m",
        "٥/minute", "5/99999999999999999999s", "99999999999999999999/s", "5.5/s", "+5/s",
    ])
    func refuses(text: String) {
        #expect(throws: RateLimitRuleError.self) { try RateLimitRule.parse(text) }
    }

    @Test func itsOwnFormReadsBack() throws {
        let rule = RateLimitRule(count: 7, windowSeconds: 90)
        #expect(try RateLimitRule.parse(rule.description) == rule)
    }
}
