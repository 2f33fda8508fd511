import Hummingbird
import OpsCore

/// Answers for the hosts that are named alone (CONTRACT row A9), which also defeats DNS rebinding. The Unix socket has no
/// host.
struct AllowedHostsMiddleware: RouterMiddleware {
    typealias Context = OpsRequestContext
    let hosts: HostPatterns

    func handle(
        _ request: Request, context: OpsRequestContext,
        next: (Request, OpsRequestContext) async throws -> Response
    ) async throws -> Response {
        // The first Host header is the authority; a further one stays among the fields (RFC 9112, 3.2: answer 400).
        guard request.headers[.host] == nil else {
            throw Refusal(.hostNotAllowed, "The request has more than one Host header.")
        }
        guard context.record.read({ $0.peer }) != nil || hosts.allow(request.head.authority) else {
            throw Refusal(.hostNotAllowed, "The Host header names no host of this server (ALLOWED_HOSTS).")
        }
        return try await next(request, context)
    }
}
