import Foundation

/// The limiter inside this process: exact per key up to 1,000 a window (``SlidingLog``), ``GCRA`` above. Safe to use
/// from any thread; an admission takes well under a microsecond.
///
/// `@unchecked Sendable`: `table` is touched only while `lock` is held.
public final class LocalLimiter: @unchecked Sendable {
    private let lock = NSLock()
    private var table: LimiterTable

    /// Remembers at most `capacity` keys; where there is no room the key that asked longest ago is forgotten.
    public init(capacity: Int = 4096) { table = LimiterTable(capacity: capacity) }

    /// Counts one request of `key`. A key asked with another rule than before starts anew: put the limit's name into
    /// the key (``RateLimitKey``).
    public func admit(key: String, rule: RateLimitRule, now: MonotonicTime) -> RateLimitDecision {
        lock.withLock { table.admit(key: key, rule: rule, at: now) }
    }

    /// What ``admit(key:rule:now:)`` would say of a request, were it not counted; as far as this process knows.
    public func standing(key: String, rule: RateLimitRule, now: MonotonicTime) -> RateLimitDecision {
        lock.withLock { table.standing(key: key, rule: rule, at: now) }
    }

    /// Counts a request that Redis admitted, so that a fall back to this limiter starts with what is known here.
    public func record(key: String, rule: RateLimitRule, now: MonotonicTime) {
        lock.withLock { table.record(key: key, rule: rule, at: now) }
    }

    /// How many keys are remembered.
    public var keyCount: Int { lock.withLock { table.count } }
}
