/// The generic cell rate algorithm (ITU-T I.371) for one key, for counts whose exact log would be large: one number
/// remembers when the whole allowance is back.
///
/// Admits `count` at once and `count` a window from then on, evenly. So over n whole windows at most (n + 1) · count:
/// looser than ``SlidingLog`` right after a pause, the same on average.
public struct GCRA: Equatable, Sendable {
    /// The count and window in force, each at least 1.
    public let rule: RateLimitRule
    /// The theoretical arrival time: when the bucket is empty again; nil before the first request.
    private var empty: Int64?

    /// A count or window below 1 counts as 1.
    public init(rule: RateLimitRule) {
        self.rule = RateLimitRule(count: max(1, rule.count), windowSeconds: max(1, rule.windowSeconds))
    }

    /// Admits a request at `now` where the allowance has room for it.
    public mutating func admit(at now: MonotonicTime) -> RateLimitDecision {
        let base = max(empty ?? now.nanoseconds, now.nanoseconds)
        let over = base + interval - now.nanoseconds - window
        let allowed = over <= 0
        if allowed { empty = base + interval }
        let filled = max(0, (empty ?? base) - now.nanoseconds)
        return RateLimitDecision(
            allowed: allowed, limit: rule.count, remaining: Int(max(0, window - filled) / interval),
            resetSeconds: Int((filled + 999_999_999) / 1_000_000_000),
            retryAfterSeconds: allowed ? nil : max(1, Int((over + 999_999_999) / 1_000_000_000)),
            windowSeconds: rule.windowSeconds, mode: .local)
    }

    /// Counts a request that was admitted elsewhere.
    public mutating func record(at now: MonotonicTime) {
        empty = min(max(empty ?? now.nanoseconds, now.nanoseconds) + interval, now.nanoseconds + window)
    }

    /// True where the whole allowance is there at `now`.
    public func isIdle(at now: MonotonicTime) -> Bool { empty.map { $0 <= now.nanoseconds } ?? true }

    private var window: Int64 { Int64(rule.windowSeconds) * 1_000_000_000 }

    /// Rounded up, so that rounding never admits more.
    private var interval: Int64 { (window + Int64(rule.count) - 1) / Int64(rule.count) }
}
