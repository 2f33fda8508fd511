import HTTPTypes
import Hummingbird
import OpsCore

/// Answers OPTIONS (RFC 9110, 9.3.7; CORS preflights among them) from the table of routes. No key is needed: browsers send
/// none with a preflight, and what a path takes is in the public document. It is limited like any other request.
struct OptionsMiddleware: RouterMiddleware {
    typealias Context = OpsRequestContext

    private static let accepted =
        "authorization, content-type, idempotency-key, last-event-id, prefer, traceparent, x-admin-key, x-api-key, "
        + "x-request-id"

    func handle(
        _ request: Request, context: OpsRequestContext,
        next: (Request, OpsRequestContext) async throws -> Response
    ) async throws -> Response {
        guard request.method == .options else { return try await next(request, context) }
        let target = request.uri.path
        guard let methods = target == "*" ? AllowedMethods.everywhere : AllowedMethods.text(forPath: target) else {
            return try await next(request, context)
        }
        var response = Response(status: .noContent, headers: [.allow: methods])
        guard CrossOriginMiddleware.isPreflight(request) else { return response }
        response.headers[.accessControlAllowMethods] = methods
        response.headers[.accessControlAllowHeaders] = Self.accepted
        response.headers[.accessControlMaxAge] = "600"
        return response
    }
}
