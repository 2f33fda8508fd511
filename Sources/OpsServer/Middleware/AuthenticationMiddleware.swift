import HTTPTypes
import Hummingbird
import OpsCore

/// Names the caller and holds it against the route's access rule. A refusal counts towards a limit of its own, `auth`, by
/// address.
///
/// A right key passes even where its address has used that limit up, so that nobody can lock out the person who is
/// needed. So the limit bounds load and noise in the log, not guessing: 429 or 200 still tells a wrong key from a right
/// one. What resists guessing is the keys' length.
struct AuthenticationMiddleware: RouterMiddleware {
    typealias Context = OpsRequestContext
    let gatekeeper: any Gatekeeper

    func handle(
        _ request: Request, context: OpsRequestContext,
        next: (Request, OpsRequestContext) async throws -> Response
    ) async throws -> Response {
        let facts = context.record.value
        let credentials = Self.credentials(in: request.headers, facts)
        do {
            try await identify(credentials, facts, context)
        } catch let refusal as Refusal {
            try await countFailure(context, facts.address)
            throw refusal
        }
        return try await next(request, context)
    }

    private func identify(
        _ credentials: Credentials, _ facts: RequestRecord.Facts, _ context: OpsRequestContext
    ) async throws {
        do {
            let caller = try await gatekeeper.identify(credentials)
            context.record.update { $0.caller = caller }
            let refusal = facts.policy?.access.refusal(for: caller, unforwardedLoopback: facts.isPlainLoopback)
            if let refusal { throw refusal }
        } catch is Refusal where facts.policy?.access == .open && facts.peer == nil {
            // A probe that still sends a key of yesterday must not be told that the server is dead.
        }
    }

    /// What a request shows of its sender.
    static func credentials(in headers: HTTPFields, _ facts: RequestRecord.Facts) -> Credentials {
        Credentials(
            key: key(in: headers), adminKey: headers[.adminKey], peer: facts.peer, address: facts.address)
    }

    /// `x-api-key`, else the token of `Authorization: Bearer`.
    static func key(in headers: HTTPFields) -> String? {
        if let key = headers[.apiKey] { return key }
        guard let authorization = headers[.authorization] else { return nil }
        let parts = authorization.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    private func countFailure(_ context: OpsRequestContext, _ address: String) async throws {
        let stranger = Caller(identity: .address(address), role: nil)
        try await RequestLimiter(gatekeeper: gatekeeper).admit(stranger, to: .auth, context)
    }
}
