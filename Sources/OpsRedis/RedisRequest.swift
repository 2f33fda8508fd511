/// Who waits for a reply.
typealias RedisWaiter = CheckedContinuation<Result<RedisReply, RedisError>, Never>

/// One command on its way from a caller to the client's thread.
struct RedisRequest {
    let command: RedisCommand
    /// On the monotonic clock, in seconds.
    let deadline: Double
    let waiter: RedisWaiter
}
