import HTTPTypes
import Hummingbird

/// Puts on every answer the security headers (CONTRACT row A3) and what the steps below noted: request id, limits, CORS.
struct ResponseHeadersMiddleware: RouterMiddleware {
    typealias Context = OpsRequestContext
    let limiter: RequestLimiter

    /// Nothing served here needs scripts, frames, forms or further resources.
    static let fixed: [(HTTPField.Name, String)] = [
        (.frameOptions, "DENY"),
        (.xContentTypeOptions, "nosniff"),
        (.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
        (.referrerPolicy, "no-referrer"),
        (.permissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        (.strictTransportSecurity, "max-age=31536000; includeSubDomains"),
    ]

    func handle(
        _ request: Request, context: OpsRequestContext,
        next: (Request, OpsRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        let facts = context.record.value
        for (name, value) in Self.fixed where name != .strictTransportSecurity || facts.isSecure {
            response.headers[name] = value
        }
        (facts.standing ?? limiter.standing(facts))?.write(into: &response.headers)
        for field in facts.headers { response.headers[field.name] = field.value }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }
}
