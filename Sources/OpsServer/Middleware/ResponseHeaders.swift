import HTTPTypes
import Hummingbird

/// Puts on every answer the security headers (CONTRACT row A3) and what the steps before noted: request id, limits, CORS.
struct ResponseHeaders: Sendable {
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

    /// Adds them to an answer, or gives them to the connection that writes it.
    func complete(_ response: inout Response, _ facts: RequestRecord.Facts, _ connection: EdgeConnection?) {
        if let connection, !connection.isStream {
            var lines = AnswerFieldLines()
            lines.reserve(1024)
            add(to: &lines, &response, facts)
            connection.setAnswerLines(lines.bytes)
        } else {
            var list = AnswerFieldList()
            add(to: &list, &response, facts)
            for field in list.fields { response.headers.append(field) }
        }
    }

    private func add(
        to fields: inout some AnswerFields, _ response: inout Response, _ facts: RequestRecord.Facts
    ) {
        fields.add(facts.isSecure ? Self.overTLS : Self.always)
        (facts.standing ?? limiter.standing(facts))?.write(into: &fields)
        fields.add(.requestID, facts.requestID)
        // What the route's answer depends on beside the origin.
        let own = response.headers.contains(.vary) ? response.headers[.vary] : nil
        if own != nil { response.headers[.vary] = nil }
        for field in facts.headers {
            if let own, field.name == .vary {
                fields.add(.vary, "\(own), \(field.value)")
            } else {
                fields.add(field)
            }
        }
        if !response.headers.contains(.cacheControl) { fields.add(Self.noStore) }
    }

    private static let always = AnswerFieldBlock(
        fixed.filter { $0.0 != .strictTransportSecurity }.map { HTTPField(name: $0.0, value: $0.1) })
    private static let overTLS = AnswerFieldBlock(fixed.map { HTTPField(name: $0.0, value: $0.1) })
    private static let noStore = AnswerFieldBlock([HTTPField(name: .cacheControl, value: "no-store")])
}
