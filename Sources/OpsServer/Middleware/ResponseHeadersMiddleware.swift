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
        var headers = response.headers
        headers.reserveCapacity(headers.count + 16)
        for field in facts.isSecure ? Self.overTLS : Self.always { headers.append(field) }
        (facts.standing ?? limiter.standing(facts))?.write(into: &headers)
        headers.append(HTTPField(name: .requestID, value: facts.requestID))
        let own = headers[.vary]
        for field in facts.headers { headers[field.name] = field.value }
        // What the route's answer depends on beside the origin.
        if let own { headers[.vary] = headers[.vary].map { "\(own), \($0)" } ?? own }
        if !headers.contains(.cacheControl) { headers.append(Self.noStore) }
        response.headers = headers
        return response
    }

    private static let always = fixed.filter { $0.0 != .strictTransportSecurity }.map {
        HTTPField(name: $0.0, value: $0.1)
    }
    private static let overTLS = fixed.map { HTTPField(name: $0.0, value: $0.1) }
    private static let noStore = HTTPField(name: .cacheControl, value: "no-store")
}
