import HTTPTypes
import Hummingbird
import OpsCore

/// Answers OPTIONS (RFC 9110, 9.3.7; CORS preflights among them) from the table of routes. No key is needed: browsers send
/// none with a preflight, and what a path takes is in the public document. It is limited like any other request.
enum OptionsAnswer {
    private static let accepted =
        "authorization, content-type, idempotency-key, last-event-id, prefer, traceparent, x-admin-key, x-api-key, "
        + "x-request-id"

    /// Nil where the request is no OPTIONS, or asks for a path that no route has.
    static func answer(_ request: Request) -> Response? {
        guard request.method == .options else { return nil }
        let target = request.uri.path
        guard let methods = target == "*" ? AllowedMethods.everywhere : AllowedMethods.text(forPath: target) else {
            return nil
        }
        var response = Response(status: .noContent, headers: [.allow: methods])
        guard OriginCheck.isPreflight(request) else { return response }
        response.headers[.accessControlAllowMethods] = methods
        response.headers[.accessControlAllowHeaders] = accepted
        response.headers[.accessControlMaxAge] = "600"
        return response
    }
}
