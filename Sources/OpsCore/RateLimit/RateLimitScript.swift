import Crypto

/// The same exact sliding log as ``SlidingLog``, kept in Redis for all servers of a site: one EVALSHA a request.
///
/// KEYS[1]: the log's name (``RateLimitKey``), a list of admission times in microseconds of Redis' own clock.
/// ARGV[1]: the rule's count. ARGV[2]: its window in milliseconds.
/// Result: five integers: admitted (1 or 0), remaining, microseconds until the whole allowance is back, microseconds
/// until a request would be admitted (0 where this one was), and the version of this result (1).
/// The list holds at most `count` entries and expires a window after the newest. Needs Redis 5 or newer, where a script
/// may read the clock before it writes.
public enum RateLimitScript {
    /// The script's text.
    public static let text = """
        local count = tonumber(ARGV[1])
        local window = tonumber(ARGV[2]) * 1000
        local clock = redis.call('TIME')
        local now = clock[1] * 1000000 + clock[2]
        local newest = tonumber(redis.call('LINDEX', KEYS[1], -1))
        if newest and newest > now then
          -- The clock went back. A little: time stands still until it has caught up. More than a window: start anew.
          if newest - now > window then redis.call('DEL', KEYS[1]) newest = nil else now = newest end
        end
        local oldest = tonumber(redis.call('LINDEX', KEYS[1], 0))
        while oldest and now - oldest >= window do
          redis.call('LPOP', KEYS[1])
          oldest = tonumber(redis.call('LINDEX', KEYS[1], 0))
        end
        local used = redis.call('LLEN', KEYS[1])
        if used >= count then
          return {0, 0, newest + window - now, oldest + window - now, 1}
        end
        redis.call('RPUSH', KEYS[1], string.format('%.0f', now))
        redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
        return {1, count - used - 1, window, 0, 1}
        """

    /// The text's SHA-1, 40 hex digits: what EVALSHA names. (Redis' own naming; nothing rests on SHA-1's strength.)
    public static let sha1 = Hexadecimal.text(Insecure.SHA1.hash(data: Array(text.utf8)))

    /// ARGV for a rule.
    public static func arguments(_ rule: RateLimitRule) -> [String] {
        [String(max(1, rule.count)), String(max(1, rule.windowSeconds) * 1000)]
    }

    /// The decision in a reply's integers; nil where they are not this script's result.
    public static func decision(_ reply: [Int64], rule: RateLimitRule) -> RateLimitDecision? {
        guard reply.count == 5, reply[4] == 1, reply[0] == 0 || reply[0] == 1,
            (0...Int64(max(1, rule.count))).contains(reply[1])
        else { return nil }
        let allowed = reply[0] == 1
        return RateLimitDecision(
            allowed: allowed, limit: rule.count, remaining: Int(reply[1]), resetSeconds: wholeSeconds(reply[2]),
            retryAfterSeconds: allowed ? nil : max(1, wholeSeconds(reply[3])), windowSeconds: rule.windowSeconds,
            mode: .redis)
    }

    private static func wholeSeconds(_ microseconds: Int64) -> Int {
        Int((min(max(0, microseconds), 1_000_000_000_000) + 999_999) / 1_000_000)
    }
}
