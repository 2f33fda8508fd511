import HTTPTypes

/// The header fields of our own and those that HTTPTypes does not name.
extension HTTPField.Name {
    static let requestID = name("x-request-id")
    static let traceparent = name("traceparent")
    static let apiKey = name("x-api-key")
    static let adminKey = name("x-admin-key")
    static let forwarded = name("forwarded")
    static let host = name("host")
    static let forwardedFor = name("x-forwarded-for")
    static let forwardedProtocol = name("x-forwarded-proto")
    static let idempotencyKey = name("idempotency-key")
    static let prefer = name("prefer")
    static let preferenceApplied = name("preference-applied")
    static let lastEventID = name("last-event-id")
    static let rateLimitLimit = name("x-ratelimit-limit")
    static let rateLimitRemaining = name("x-ratelimit-remaining")
    static let rateLimitReset = name("x-ratelimit-reset")
    static let rateLimitMode = name("x-ratelimit-mode")
    static let rateLimit = name("ratelimit")
    static let rateLimitPolicy = name("ratelimit-policy")
    static let frameOptions = name("x-frame-options")
    static let referrerPolicy = name("referrer-policy")
    static let permissionsPolicy = name("permissions-policy")
    static let accelBuffering = name("x-accel-buffering")

    /// Every name above is a token, so the fallback is never reached; it spares a force unwrap.
    private static func name(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .server }
}
