/// How long a caller waits for a reply, and how long after that a missing reply says that Redis hangs. In seconds of the
/// monotonic clock.
public struct RedisPatience: Sendable {
    /// The caller's own wait.
    public let waitSeconds: Double
    /// Without any reply for so long after the wait, the verdict is ``RedisLateVerdict/silent``.
    public let silenceSeconds: Double

    public init(wait: Duration, silence: Duration) {
        waitSeconds = max(0, wait / .seconds(1))
        silenceSeconds = max(0, silence / .seconds(1))
    }

    private init(waitSeconds: Double, silenceSeconds: Double) {
        self.waitSeconds = max(0, waitSeconds)
        self.silenceSeconds = silenceSeconds
    }

    /// The same with another wait; below 0 counts as 0.
    public func waiting(_ seconds: Double) -> RedisPatience {
        RedisPatience(waitSeconds: seconds, silenceSeconds: silenceSeconds)
    }
}
