import HTTPTypes
import OpsCore

/// The header fields of a limit that are the same for all answers under one rule; made once for each class.
struct RateLimitRuleFields: Sendable {
    private let maximum: Int
    private let windowSeconds: Int
    /// `X-RateLimit-Limit` and `RateLimit-Policy`.
    let block: AnswerFieldBlock
    /// What the value of `RateLimit` begins with.
    let prefix: String

    private init(_ limit: LimitClass, _ decision: RateLimitDecision) {
        (maximum, windowSeconds) = (decision.limit, decision.windowSeconds)
        let name = "\"\(limit.rawValue)\""
        block = AnswerFieldBlock([
            HTTPField(name: .rateLimitLimit, value: String(maximum)),
            HTTPField(name: .rateLimitPolicy, value: "\(name);q=\(maximum);w=\(windowSeconds)"),
        ])
        prefix = name + ";r="
    }

    /// The rule used last in each class; keys and addresses with a rule of their own are few.
    private static let last = Guarded<[RateLimitRuleFields?]>(Array(repeating: nil, count: LimitClass.allCases.count))

    static func of(_ limit: LimitClass, _ decision: RateLimitDecision) -> RateLimitRuleFields {
        last.with { last in
            if let known = last[limit.number], known.maximum == decision.limit,
                known.windowSeconds == decision.windowSeconds
            {
                return known
            }
            let made = RateLimitRuleFields(limit, decision)
            last[limit.number] = made
            return made
        }
    }
}
