import Hummingbird
import OpsCore

/// Refuses what the connection found faulty. A request over the Unix socket that claims to be forwarded is refused as well:
/// a proxy never uses the socket, since whoever it speaks for would have the proxy's own rights.
struct WireFaultMiddleware: RouterMiddleware {
    typealias Context = OpsRequestContext

    func handle(
        _ request: Request, context: OpsRequestContext,
        next: (Request, OpsRequestContext) async throws -> Response
    ) async throws -> Response {
        let (fault, peer) = context.record.read { ($0.fault, $0.peer) }
        if let fault { throw fault }
        if peer != nil, ForwardingHeaders.arePresent(in: request.headers) {
            throw Refusal(
                .forbidden, "A forwarded request may not use the Unix socket; let the proxy use the TCP address.")
        }
        return try await next(request, context)
    }
}
