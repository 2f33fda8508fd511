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
        headers.append(HTTPField(name: .rateLimitLimit, value: String(decision.limit)))
        headers.append(HTTPField(name: .rateLimitRemaining, value: remaining))
        headers.append(HTTPField(name: .rateLimitReset, value: reset))
        headers.append(HTTPField(name: .rateLimitMode, value: decision.mode.rawValue))
        headers.append(
            HTTPField(
                name: .rateLimitPolicy, value: "\"\(limit.rawValue)\";q=\(decision.limit);w=\(decision.windowSeconds)"))
        headers.append(HTTPField(name: .rateLimit, value: "\"\(limit.rawValue)\";r=\(remaining);t=\(reset)"))
    }
}
