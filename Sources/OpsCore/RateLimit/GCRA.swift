/// The generic cell rate algorithm (ITU-T I.371) for one key, for counts whose exact log would be large: one number
/// remembers when the whole allowance is back.
///
/// Admits `count` at once and `count` a window from then on, evenly. Bound: n requests admitted within a span D (from the
/// first to the last) satisfy n ≤ count · (1 + D / window). So a window holds at most 2 · count - 1, and k windows hold
/// fewer than (k + 1) · count. Proof: each admission moves the theoretical arrival time on by T = window / count, starting
/// from no earlier than the first admission; the last was admitted only as that time stayed within one window of it, so
/// n · T ≤ window + D. The arithmetic is exact: the fraction of a clock tick that T leaves is kept as a numerator over
/// `count`, so that nothing is rounded, here or in Redis.
public struct GCRA: Equatable, Sendable {
    /// The count and window in force, each at least 1.
    public let rule: RateLimitRule
    /// The theoretical arrival time: when the bucket is empty again; nil before the first request.
    private var empty: CellTime?

    /// A count or window below 1 counts as 1.
    public init(rule: RateLimitRule) {
        self.rule = RateLimitRule(count: max(1, rule.count), windowSeconds: max(1, rule.windowSeconds))
    }

    /// Admits a request at `now` where the allowance has room for it.
    public mutating func admit(at now: MonotonicTime) -> RateLimitDecision {
        let next = base(at: now).after(rule)
        let allowed = next.isWithin(window, of: now.nanoseconds)
        if allowed { empty = next }
        return decision(at: now, allowed: allowed)
    }

    /// What ``admit(at:)`` would say of a request, were it not counted.
    public func standing(at now: MonotonicTime) -> RateLimitDecision {
        decision(at: now, allowed: base(at: now).after(rule).isWithin(window, of: now.nanoseconds))
    }

    /// Counts a request that was admitted elsewhere.
    public mutating func record(at now: MonotonicTime) {
        let next = base(at: now).after(rule)
        empty = next.isWithin(window, of: now.nanoseconds) ? next : CellTime(ticks: now.nanoseconds + window)
    }

    /// True where the whole allowance is there at `now`.
    public func isIdle(at now: MonotonicTime) -> Bool { empty.map { $0 <= CellTime(ticks: now.nanoseconds) } ?? true }

    /// The decision that follows from how far the bucket is filled; the one place for it, here and for Redis.
    ///
    /// - Parameters:
    ///   - filled: how long after now the theoretical arrival time lies, in ticks.
    ///   - ticksPerSecond: of the clock that counted.
    static func decision(
        allowed: Bool, filled: CellTime, rule: RateLimitRule, ticksPerSecond: Int64, mode: RateLimitDecision.Mode
    ) -> RateLimitDecision {
        let window = Int64(rule.windowSeconds) * ticksPerSecond
        // How many times T = window / count goes into what is left of the window. The product passes 64 bits.
        let left = Int128(window - filled.ticks) * Int128(rule.count) - Int128(filled.fraction)
        var decision = RateLimitDecision(
            allowed: allowed, limit: rule.count, remaining: Int(max(0, left) / Int128(window)),
            resetSeconds: filled.wholeSeconds(ticksPerSecond), retryAfterSeconds: nil,
            windowSeconds: rule.windowSeconds, mode: mode)
        if !allowed {
            var over = filled.after(rule, ticksPerSecond: ticksPerSecond)
            over.ticks -= window
            decision.retryAfterSeconds = max(1, over.wholeSeconds(ticksPerSecond))
        }
        return decision
    }

    private func decision(at now: MonotonicTime, allowed: Bool) -> RateLimitDecision {
        var filled = base(at: now)
        filled.ticks -= now.nanoseconds
        return Self.decision(allowed: allowed, filled: filled, rule: rule, ticksPerSecond: 1_000_000_000, mode: .local)
    }

    private var window: Int64 { Int64(rule.windowSeconds) * 1_000_000_000 }

    private func base(at now: MonotonicTime) -> CellTime {
        let present = CellTime(ticks: now.nanoseconds)
        return empty.map { max($0, present) } ?? present
    }
}
