/// What happens on the connection to Redis.
public enum RedisLinkEvent: Sendable, Equatable {
    /// Connected, signed in, and Redis has answered a PING.
    case linkUp
    /// The connection is gone, or an attempt failed; the next attempt starts after `retryInSeconds`.
    case linkDown(reason: String, retryInSeconds: Double)
}
