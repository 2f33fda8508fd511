/// Who waits for a publish.
typealias PublishReply = CheckedContinuation<Result<Void, MQTTError>, Never>

/// One publish on its way from a caller to the client's thread.
struct PublishRequest {
    let message: MQTTMessage
    /// On the monotonic clock, in seconds.
    let deadline: Double
    let reply: PublishReply
}
