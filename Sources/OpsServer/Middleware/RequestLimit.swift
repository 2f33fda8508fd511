import Hummingbird
import OpsCore

/// Counts requests towards their routes' limits (CONTRACT rows A5, B4, C2, D4). Actuation is counted by its controller,
/// which knows whether the body says `stop` or `safe`; a path without a route counts as general.
struct RequestLimit: Sendable {
    let limiter: RequestLimiter

    /// - Throws: ``Refusal`` with `RATE_LIMIT_EXCEEDED`.
    nonisolated(nonsending) func count(_ request: Request, _ facts: RequestRecord.Facts, _ record: RequestRecord)
        async throws
    {
        guard facts.policy?.limit != .actuation else { return }
        let caller = facts.caller ?? Caller(identity: .address(facts.address), role: nil)
        let resumes = request.headers.contains(.lastEventID) && EventID.isWellFormed(request.headers[.lastEventID])
        let limit = facts.policy?.limit(for: caller, resumes: resumes) ?? (caller.isLocal ? .local : .general)
        try await limiter.admit(caller, at: facts.address, to: limit, record)
    }

    /// A request whose sender was refused counts towards a limit of its own, `auth`, by address.
    nonisolated(nonsending) func countFailure(_ facts: RequestRecord.Facts, _ record: RequestRecord) async throws {
        let stranger = Caller(identity: .address(facts.address), role: nil)
        try await limiter.admit(stranger, at: facts.address, to: .auth, record)
    }
}
