import HTTPTypes
import OpsCore

/// Asks the gatekeeper for leave and notes its answer, which the headers of every further answer bear.
struct RequestLimiter: Sendable {
    let gatekeeper: any Gatekeeper

    /// - Throws: ``Refusal`` with `RATE_LIMIT_EXCEEDED`.
    nonisolated(nonsending) func admit(
        _ caller: Caller, at address: String, to limit: LimitClass, _ record: RequestRecord
    ) async throws {
        guard limit != .exempt else { return }
        let decision = await gatekeeper.admit(caller, address: address, to: limit)
        record.update { $0.standing = RateLimitStanding(limit: limit, decision: decision) }
        guard decision.allowed else {
            let wait = decision.retryAfterSeconds ?? decision.windowSeconds
            throw Refusal(
                .rateLimitExceeded,
                "The limit is \(decision.limit) requests in \(decision.windowSeconds) s; try again in \(wait) s.",
                retryAfterSeconds: wait)
        }
    }

    /// Where the sender of a request that was not counted stands under the limit that it would have counted towards:
    /// refusals before the count, and what is never limited.
    func standing(_ facts: RequestRecord.Facts) -> RateLimitStanding? {
        let caller = facts.caller ?? Caller(identity: .address(facts.address), role: nil)
        let isUnknownPeer = facts.peer != nil && !caller.isLocal
        let limit =
            isUnknownPeer ? .local : facts.policy?.limit(for: caller) ?? (caller.isLocal ? .local : .general)
        return RateLimitStanding(
            limit: limit, decision: gatekeeper.standing(of: caller, address: facts.address, under: limit))
    }
}
