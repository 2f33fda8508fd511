/// An RFC 9457 problem body, as `application/problem+json` (CONTRACT row B1).
public struct Problem: Codable, Equatable, Sendable {
    /// `/errors/{code}`, a page on the server itself.
    public var type: String
    public var title: String
    public var status: Int
    public var detail: String
    /// The request id.
    public var instance: String
    public var code: ProblemCode

    public init(_ refusal: Refusal, requestID: String) {
        type = "/errors/\(refusal.code.rawValue)"
        title = refusal.code.title
        status = refusal.code.status
        detail = refusal.detail
        instance = requestID
        code = refusal.code
    }
}
