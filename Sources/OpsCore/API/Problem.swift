/// An RFC 9457 problem body, as `application/problem+json` (CONTRACT row B1).
public struct Problem: Codable, Equatable, Sendable {
    /// `/errors/{code}`, a page on the server itself.
    public var type: String
    /// What the code means, the same for every occurrence.
    public var title: String
    /// The answer's HTTP status.
    public var status: Int
    /// What, why and what to do about this occurrence.
    public var detail: String
    /// The request id.
    public var instance: String
    /// The machine-readable reason.
    public var code: ProblemCode

    /// The body for a refusal of the request with this id.
    public init(_ refusal: Refusal, requestID: String) {
        type = refusal.code.page
        title = refusal.code.title
        status = refusal.status
        detail = refusal.detail
        instance = requestID
        code = refusal.code
    }
}
