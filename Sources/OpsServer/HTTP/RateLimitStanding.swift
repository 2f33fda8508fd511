import HTTPTypes
import OpsCore

/// Where a caller stands under one limit, as header fields: the widespread `X-RateLimit-*`, and the `RateLimit` and
/// `RateLimit-Policy` fields of draft-ietf-httpapi-ratelimit-headers. Seconds are whole ones from now.
struct RateLimitStanding: Sendable {
    let limit: LimitClass
    let decision: RateLimitDecision

    /// Writes nothing where no rule limits the request.
    func write(into headers: inout HTTPFields) {
        guard decision.mode != .off else { return }
        let remaining = String(decision.remaining)
        let reset = String(decision.resetSeconds)
        headers[.rateLimitLimit] = String(decision.limit)
        headers[.rateLimitRemaining] = remaining
        headers[.rateLimitReset] = reset
        headers[.rateLimitMode] = decision.mode.rawValue
        headers[.rateLimitPolicy] = "\"\(limit.rawValue)\";q=\(decision.limit);w=\(decision.windowSeconds)"
        headers[.rateLimit] = "\"\(limit.rawValue)\";r=\(remaining);t=\(reset)"
    }
}
