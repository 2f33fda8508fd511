/// How often a thing that repeats is written down: `limit` times within `window`, then no more, but counted.
///
/// Keys that have been quiet for a window are forgotten; of more than ``keyLimit`` busy ones the rest share one.
public struct RepeatQuota: Sendable {
    private struct Tally: Sendable {
        var since: MonotonicTime
        var written: Int
        var left: Int
    }

    /// Keys that are told apart.
    public static let keyLimit = 1000

    private let limit: Int
    private let window: Duration
    private var tallies: [String: Tally] = [:]

    /// - Parameters:
    ///   - limit: how many are written within a window, at least 1.
    ///   - window: how long that counts, from the first.
    public init(limit: Int, window: Duration) {
        self.limit = max(1, limit)
        self.window = window
    }

    /// How many were left out before this one where it is to be written; nil where it is left out itself.
    public mutating func admit(_ key: String, at now: MonotonicTime) -> Int? {
        let key = tallies[key] == nil && !hasRoom(at: now) ? "" : key
        var tally = tallies[key] ?? Tally(since: now, written: 0, left: 0)
        if now.duration(since: tally.since) >= window {
            (tally.since, tally.written) = (now, 0)
        }
        let isWritten = tally.written < limit
        let left = tally.left
        tally.written += isWritten ? 1 : 0
        tally.left = isWritten ? 0 : left + 1
        tallies[key] = tally
        return isWritten ? left : nil
    }

    private mutating func hasRoom(at now: MonotonicTime) -> Bool {
        guard tallies.count >= Self.keyLimit else { return true }
        tallies = tallies.filter { now.duration(since: $0.value.since) < window }
        return tallies.count < Self.keyLimit
    }
}
