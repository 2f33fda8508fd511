/// Who waits for a publish.
typealias PublishReply = CheckedContinuation<Result<Void, MQTTError>, Never>

/// One publish on its way from a caller to the client's thread.
struct PublishRequest {
    let message: MQTTMessage
    /// On the monotonic clock, in seconds.
    let deadline: Double
    /// The one session in which it may be sent; nil for any.
    var session: UInt64?
    /// From then on it must not be sent, on the monotonic clock in seconds.
    var sendBy = Double.infinity
    let reply: PublishReply
}
