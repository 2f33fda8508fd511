/// Why a text is no rate limit.
public struct RateLimitRuleError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was given, made safe to print.
    public var text: String

    /// What was given and what was expected.
    public var description: String {
        "\"\(text)\" is no rate limit: expected COUNT/PERIOD, such as 5/minute, 100/hour, 10/30s; "
            + "COUNT 1 to \(RateLimitRule.maximumCount), PERIOD 1 s to 1 day"
    }
}

extension RateLimitRule: CustomStringConvertible {
    /// The largest count that a rule may have.
    public static let maximumCount = 1_000_000

    /// Reads `COUNT/PERIOD`, where PERIOD is `second`, `minute`, `hour`, `day`, their first letter or `sec`/`min`, with
    /// a number before it where it is not 1: `5/minute`, `10/30s`. White space is ignored. Throws
    /// ``RateLimitRuleError`` for anything else.
    public static func parse(_ text: String) throws(RateLimitRuleError) -> RateLimitRule {
        let failure = RateLimitRuleError(text: SafeText.clean(text, limit: 40))
        let bare = text.filter { $0 != " " && $0 != "\t" }.lowercased()
        let parts = bare.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = number(parts[0]), (1...maximumCount).contains(count) else { throw failure }
        let digits = parts[1].prefix { $0.isASCII && $0.isNumber }
        guard let multiple = digits.isEmpty ? 1 : number(digits), (1...86_400).contains(multiple),
            let unit = unitSeconds(parts[1].dropFirst(digits.count)), (1...86_400).contains(multiple * unit)
        else { throw failure }
        return RateLimitRule(count: count, windowSeconds: multiple * unit)
    }

    /// `5/60s`.
    public var description: String { "\(count)/\(windowSeconds)s" }

    private static func number(_ text: Substring) -> Int? {
        text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
    }

    private static func unitSeconds(_ text: Substring) -> Int? {
        switch text {
        case "s", "sec", "second", "seconds": 1
        case "m", "min", "minute", "minutes": 60
        case "h", "hour", "hours": 3600
        case "d", "day", "days": 86_400
        default: nil
        }
    }
}
