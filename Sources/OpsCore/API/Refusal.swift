/// Why something a caller asked for was not done: the one error that crosses from the domain to HTTP and the screen.
public struct Refusal: Error, Equatable, Sendable {
    public var code: ProblemCode
    /// One sentence for a person: what, why and what to do. Holds no secret and no internal cause.
    public var detail: String
    /// Whole seconds until a retry makes sense; the code's own advice where nil.
    public var retryAfterSeconds: Int?

    public init(_ code: ProblemCode, _ detail: String, retryAfterSeconds: Int? = nil) {
        self.code = code
        self.detail = detail
        self.retryAfterSeconds = retryAfterSeconds ?? code.retryAfterSeconds
    }
}
