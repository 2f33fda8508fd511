import HTTPTypes
import OpsCore

/// Asks the gatekeeper for leave and notes its answer in the headers that every further answer bears.
struct RequestLimiter: Sendable {
    let gatekeeper: any Gatekeeper

    /// - Throws: ``Refusal`` with `RATE_LIMIT_EXCEEDED`.
    func admit(_ caller: Caller, to limit: LimitClass, _ context: OpsRequestContext) async throws {
        guard limit != .exempt else { return }
        let decision = await gatekeeper.admit(caller, address: context.record.value.address, to: limit)
        context.record.update { facts in
            facts.headers[.rateLimitLimit] = String(decision.limit)
            facts.headers[.rateLimitRemaining] = String(decision.remaining)
            facts.headers[.rateLimitReset] = String(decision.resetSeconds)
        }
        guard decision.allowed else {
            throw Refusal(
                .rateLimitExceeded,
                "The limit is \(decision.limit) requests in \(decision.windowSeconds) s; "
                    + "try again in \(decision.retryAfterSeconds ?? decision.windowSeconds) s.",
                retryAfterSeconds: decision.retryAfterSeconds ?? decision.windowSeconds)
        }
    }
}
