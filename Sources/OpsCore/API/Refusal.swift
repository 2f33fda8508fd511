/// Why something a caller asked for was not done: the one error that crosses from the domain to HTTP and the screen.
public struct Refusal: Error, Equatable, Sendable {
    /// The machine-readable reason.
    public var code: ProblemCode
    /// One sentence for a person: what, why and what to do. Holds no secret and no internal cause.
    public var detail: String
    /// Whole seconds until a retry makes sense; the code's own advice where nil.
    public var retryAfterSeconds: Int?
    /// The HTTP status: one of the code's ``ProblemCode/statuses``.
    public let status: Int

    /// A refusal. A `status` that does not belong to the code is not taken: the code's usual one stands then.
    public init(_ code: ProblemCode, _ detail: String, status: Int? = nil, retryAfterSeconds: Int? = nil) {
        self.code = code
        self.detail = detail
        self.retryAfterSeconds = retryAfterSeconds ?? code.retryAfterSeconds
        self.status = status.flatMap { code.statuses.contains($0) ? $0 : nil } ?? code.status
    }

    /// What could not even be read, malformed JSON or malformed HTTP: `VALIDATION_FAILED` with status 400.
    public static func unreadable(_ detail: String) -> Refusal { Refusal(.validationFailed, detail, status: 400) }
}
