import HTTPTypes
import OpsCore

/// Where a caller stands under one limit, as header fields: the widespread `X-RateLimit-*`, and the `RateLimit` and
/// `RateLimit-Policy` fields of draft-ietf-httpapi-ratelimit-headers. Seconds are whole ones from now.
struct RateLimitStanding: Sendable {
    let limit: LimitClass
    let decision: RateLimitDecision

    /// Writes nothing where no rule limits the request.
    func write(into fields: inout some AnswerFields) {
        guard decision.mode != .off else { return }
        let remaining = String(decision.remaining)
        let reset = String(decision.resetSeconds)
        let rule = RateLimitRuleFields.of(limit, decision)
        fields.add(rule.block)
        fields.add(.rateLimitRemaining, remaining)
        fields.add(.rateLimitReset, reset)
        fields.add(.rateLimitMode, decision.mode.rawValue)
        fields.add(.rateLimit, rule.prefix + remaining + ";t=" + reset)
    }
}
