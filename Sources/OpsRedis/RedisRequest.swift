/// Who waits for a reply.
typealias RedisWaiter = CheckedContinuation<Result<RedisReply, RedisError>, Never>

/// One command on its way from a caller to the client's thread.
struct RedisRequest {
    let command: RedisCommand
    /// On the monotonic clock, in seconds.
    let deadline: Double
    /// How long the caller meant to wait, and how long after that silence is a verdict.
    let patience: RedisPatience
    let waiter: RedisWaiter
    let watch: (any RedisLateWatch)?
}
