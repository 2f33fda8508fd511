/// What became of a command that was sent and whose caller has gone on without the reply.
public enum RedisLateVerdict: Equatable, Sendable {
    /// The reply came after all. `hurried`: Redis had been given less than half of the caller's wait, because this
    /// process was slow to send: no fault of Redis.
    case answered(hurried: Bool)
    /// No reply within ``RedisPatience/silenceSeconds`` more, or the connection was lost before it.
    case silent
}

/// Who wants to know what became of late commands. Called on the client's thread: it must return at once.
public protocol RedisLateWatch: AnyObject, Sendable {
    /// Exactly once for each call that ended with ``RedisError/timedOut``.
    func redisWasLate(_ verdict: RedisLateVerdict)
}
