import HTTPTypes
import Hummingbird
import OpsCore

/// Cross-origin rules (CONTRACT row A9). Only an origin that is listed word for word is ever named in an answer; a mutation
/// from any other is refused, whatever key it bears.
struct CrossOriginMiddleware: RouterMiddleware {
    typealias Context = OpsRequestContext
    private let origins: Set<String>

    init(origins: [String]) { self.origins = Set(origins) }

    private static let exposed =
        "x-request-id, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset, x-ratelimit-mode, ratelimit, "
        + "ratelimit-policy, retry-after, location"
    private static let accepted =
        "authorization, content-type, idempotency-key, last-event-id, prefer, traceparent, x-admin-key, x-api-key, "
        + "x-request-id"

    func handle(
        _ request: Request, context: OpsRequestContext,
        next: (Request, OpsRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let origin = request.headers[.origin] else {
            if !origins.isEmpty { context.record.update { $0.headers[.vary] = "Origin" } }
            return try await next(request, context)
        }
        let listed = origins.contains(origin)
        context.record.update { facts in
            facts.headers[.vary] = "Origin"
            if listed {
                facts.headers[.accessControlAllowOrigin] = origin
                facts.headers[.accessControlExposeHeaders] = Self.exposed
            } else if origins.contains("*") {
                facts.headers[.accessControlAllowOrigin] = "*"
            }
        }
        let isPreflight = request.method == .options && request.headers[.accessControlRequestMethod] != nil
        let reads = request.method == .get || request.method == .head
        guard listed || (reads && !isPreflight) else {
            throw Refusal(.originNotAllowed, "This origin is not listed (CORS_ORIGINS).")
        }
        return isPreflight ? Self.preflight : try await next(request, context)
    }

    private static var preflight: Response {
        Response(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: "GET, HEAD, POST", .accessControlAllowHeaders: accepted,
                .accessControlMaxAge: "600",
            ])
    }
}
