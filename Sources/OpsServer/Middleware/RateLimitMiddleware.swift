import Hummingbird
import OpsCore

/// Counts the request towards its route's limit (CONTRACT rows A5, B4, C2, D4). Actuation is counted by its controller,
/// which knows whether the body says `stop` or `safe`; a path without a route counts as general.
struct RateLimitMiddleware: RouterMiddleware {
    typealias Context = OpsRequestContext
    let limiter: RequestLimiter

    func handle(
        _ request: Request, context: OpsRequestContext,
        next: (Request, OpsRequestContext) async throws -> Response
    ) async throws -> Response {
        let policy = context.record.read { $0.policy }
        if policy?.limit != .actuation {
            let caller = context.caller
            let resumes = EventID.isWellFormed(request.headers[.lastEventID])
            let limit = policy?.limit(for: caller, resumes: resumes) ?? (caller.isLocal ? .local : .general)
            try await limiter.admit(caller, to: limit, context)
        }
        return try await next(request, context)
    }
}
