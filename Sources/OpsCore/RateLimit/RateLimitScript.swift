import Crypto

/// The same limiters as ``SlidingLog`` and ``GCRA``, kept in Redis for all servers of a site: one EVALSHA a request.
///
/// KEYS[1]: the limit's name (``RateLimitKey``). For counts up to ``SlidingLog/largestCount`` a list of admission times in
/// microseconds of Redis' own clock, at most `count` of them; above, the text `TICKS FRACTION`, the theoretical arrival
/// time (``GCRA``). Either expires when it says nothing any more, not a millisecond before. What is of another type under this name is removed.
/// ARGV[1]: the rule's count. ARGV[2]: its window in microseconds. ARGV[3]: the time in microseconds, for tests alone;
/// without it Redis' clock counts, so that servers whose clocks differ share one.
/// Result, by its first integer: 1, remaining · 0, microseconds until the whole allowance is back, microseconds until a
/// request would be admitted · 3 (admitted) or 2, how long after now the arrival time lies, in microseconds and a
/// fraction over `count`.
/// Needs Redis 5 or newer, where a script may read the clock before it writes. A clock that goes back a little stands
/// still until it has caught up; one that goes back by more than a window starts anew.
public enum RateLimitScript {
    /// The script's text. Lua's numbers are exact up to 2^53: microseconds are, products with the count would not be.
    public static let text = """
        local key, count, window = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
        local now, spare = tonumber(ARGV[3]), 3600000
        if not now then
          local clock = redis.call('TIME')
          now, spare = clock[1] * 1000000 + clock[2], 1
        end
        if count > \(SlidingLog.largestCount) then
          local stored = redis.pcall('GET', key)
          if type(stored) == 'table' then redis.call('DEL', key) stored = false end
          local ticks, fraction = string.match(stored or '', '^(%d+) (%d+)$')
          ticks, fraction = tonumber(ticks), tonumber(fraction)
          if not ticks or ticks < now or ticks - now > 2 * window then ticks, fraction = now, 0 end
          local rest = window % count
          local nextTicks, nextFraction = ticks + (window - rest) / count, fraction + rest
          if nextFraction >= count then nextTicks, nextFraction = nextTicks + 1, nextFraction - count end
          local over = nextTicks - now - window
          if over > 0 or (over == 0 and nextFraction > 0) then return {2, ticks - now, fraction} end
          redis.call('SET', key, string.format('%.0f %.0f', nextTicks, nextFraction),
            'PX', math.ceil((nextTicks - now + 1) / 1000) + spare)
          return {3, nextTicks - now, nextFraction}
        end
        local newest = redis.pcall('LINDEX', key, -1)
        if type(newest) == 'table' or newest and not tonumber(newest) then redis.call('DEL', key) newest = false end
        newest = tonumber(newest)
        if newest and newest > now then
          if newest - now > window then redis.call('DEL', key) newest = nil else now = newest end
        end
        local oldest = newest and tonumber(redis.call('LINDEX', key, 0))
        while oldest and now - oldest >= window do
          redis.call('LPOP', key)
          oldest = tonumber(redis.call('LINDEX', key, 0))
        end
        local used = oldest and redis.call('LLEN', key) or 0
        if used >= count then return {0, newest + window - now, oldest + window - now} end
        redis.call('RPUSH', key, string.format('%.0f', now))
        redis.call('PEXPIRE', key, math.ceil(window / 1000) + spare)
        return {1, count - used - 1}
        """

    /// The text's SHA-1, 40 hex digits: what EVALSHA names. (Redis' own naming; nothing rests on SHA-1's strength.)
    public static let sha1 = Hexadecimal.text(Insecure.SHA1.hash(data: Array(text.utf8)))

    /// ARGV for a rule; `microseconds` replaces Redis' clock, for tests.
    public static func arguments(_ rule: RateLimitRule, microseconds: Int64? = nil) -> [String] {
        [String(max(1, rule.count)), String(max(1, rule.windowSeconds) * 1_000_000)]
            + (microseconds.map { [String($0)] } ?? [])
    }

    /// The whole command for a name and a rule.
    public static func command(key: String, rule: RateLimitRule) -> [String] {
        ["EVALSHA", sha1, "1", key] + arguments(rule)
    }

    /// The decision in a reply's integers; nil where they are not this script's result.
    public static func decision(_ reply: [Int64], rule: RateLimitRule) -> RateLimitDecision? {
        let (count, window) = (Int64(max(1, rule.count)), Int64(max(1, rule.windowSeconds)) * 1_000_000)
        guard let kind = reply.first, (kind == 1 ? 2 : 3) == reply.count else { return nil }
        guard kind != 1 else {
            guard (0..<count).contains(reply[1]) else { return nil }
            return log(allowed: true, remaining: Int(reply[1]), resetMicroseconds: window, rule: rule)
        }
        guard (0...2 * window).contains(reply[1]) else { return nil }
        if kind == 0 {
            guard (0...2 * window).contains(reply[2]) else { return nil }
            var refused = log(allowed: false, remaining: 0, resetMicroseconds: reply[1], rule: rule)
            refused.retryAfterSeconds = max(1, wholeSeconds(reply[2]))
            return refused
        }
        guard kind == 2 || kind == 3, (0..<count).contains(reply[2]) else { return nil }
        return GCRA.decision(
            allowed: kind == 3, filled: CellTime(ticks: reply[1], fraction: reply[2]), rule: rule,
            ticksPerSecond: 1_000_000, mode: .redis)
    }

    private static func log(
        allowed: Bool, remaining: Int, resetMicroseconds: Int64, rule: RateLimitRule
    ) -> RateLimitDecision {
        RateLimitDecision(
            allowed: allowed, limit: rule.count, remaining: remaining, resetSeconds: wholeSeconds(resetMicroseconds),
            retryAfterSeconds: nil, windowSeconds: rule.windowSeconds, mode: .redis)
    }

    private static func wholeSeconds(_ microseconds: Int64) -> Int { Int((microseconds + 999_999) / 1_000_000) }
}
