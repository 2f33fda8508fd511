/// What one request is known by, for everything that it causes: log lines, audit rows, upstream calls.
///
/// The HTTP edge sets ``current`` around each request, so that a service can pass both on without a parameter.
public struct RequestTrace: Sendable {
    /// The request id: 8 to 128 characters of `[A-Za-z0-9._-]`.
    public var requestID: String
    /// The W3C `traceparent` header as it came in, where it was well formed.
    public var traceparent: String?

    public init(requestID: String, traceparent: String? = nil) {
        self.requestID = requestID
        self.traceparent = traceparent
    }

    /// The request that the current task serves; nil outside of one.
    @TaskLocal public static var current: RequestTrace?
}
