/// An exact limiter for one key: it remembers when each of the newest `count` requests was admitted, so that no window
/// `[t, t + window)`, wherever it begins, holds more than `count` of them. Memory grows with what was admitted, to at
/// most `count` times.
public struct SlidingLog: Equatable, Sendable {
    /// Counts up to this use the log, here and in Redis; ``GCRA`` above.
    public static let largestCount = 1000

    /// The count and window in force, each at least 1.
    public let rule: RateLimitRule
    /// Admission times, oldest at `head`, wrapping around once `count` were stored.
    private var times: [Int64] = []
    private var head = 0
    private var stored = 0

    /// A count or window below 1 counts as 1.
    public init(rule: RateLimitRule) {
        self.rule = RateLimitRule(count: max(1, rule.count), windowSeconds: max(1, rule.windowSeconds))
    }

    /// Admits a request at `now` where that keeps the bound. A time before the newest admission counts as that one.
    public mutating func admit(at now: MonotonicTime) -> RateLimitDecision {
        let time = max(now.nanoseconds, newest ?? now.nanoseconds)
        forget(before: time)
        let allowed = stored < rule.count
        if allowed { append(time) }
        return decision(at: time, allowed: allowed)
    }

    /// What ``admit(at:)`` would say of a request, were it not counted.
    public func standing(at now: MonotonicTime) -> RateLimitDecision {
        var copy = self
        let time = max(now.nanoseconds, newest ?? now.nanoseconds)
        copy.forget(before: time)
        return copy.decision(at: time, allowed: copy.stored < rule.count)
    }

    /// Counts a request that was admitted elsewhere, even above the bound: the oldest is forgotten then.
    public mutating func record(at now: MonotonicTime) {
        let time = max(now.nanoseconds, newest ?? now.nanoseconds)
        forget(before: time)
        if stored == rule.count { dropOldest() }
        append(time)
    }

    /// True where nothing within the window before `now` is remembered.
    public func isIdle(at now: MonotonicTime) -> Bool {
        newest.map { now.nanoseconds - $0 >= window } ?? true
    }

    private var window: Int64 { Int64(rule.windowSeconds) * 1_000_000_000 }

    private var newest: Int64? { stored == 0 ? nil : times[(head + stored - 1) % times.count] }

    private mutating func forget(before time: Int64) {
        while stored > 0, time - times[head] >= window { dropOldest() }
    }

    private mutating func dropOldest() {
        head = (head + 1) % times.count
        stored -= 1
    }

    private mutating func append(_ time: Int64) {
        if stored == times.count { grow() }
        times[(head + stored) % times.count] = time
        stored += 1
    }

    /// Doubles the room, up to the rule's count, with the oldest first again.
    private mutating func grow() {
        let room = min(rule.count, max(4, times.count * 2))
        times = (0..<stored).map { times[(head + $0) % times.count] } + [Int64](repeating: 0, count: room - stored)
        head = 0
    }

    private func decision(at time: Int64, allowed: Bool) -> RateLimitDecision {
        let oldest = stored == 0 ? time : times[head]
        return RateLimitDecision(
            allowed: allowed, limit: rule.count, remaining: rule.count - stored,
            resetSeconds: wholeSeconds((newest ?? time - window) + window - time),
            retryAfterSeconds: allowed ? nil : max(1, wholeSeconds(oldest + window - time)),
            windowSeconds: rule.windowSeconds, mode: .local)
    }

    private func wholeSeconds(_ nanoseconds: Int64) -> Int {
        Int((max(0, nanoseconds) + 999_999_999) / 1_000_000_000)
    }
}
