/// Delays between attempts to reconnect: exponential with full jitter (a uniform choice from 0 to min(cap, base · 2ⁿ)),
/// and back to the beginning only after a connection stayed up for a while, so that one which drops at once does not
/// make a storm.
public struct Backoff: Equatable, Sendable {
    /// The first ceiling.
    public let base: Duration
    /// The highest ceiling.
    public let cap: Duration
    /// No delay is shorter: full jitter may choose 0, which would spin.
    public let floor: Duration
    /// How long a connection must last before the delays start over.
    public let stableAfter: Duration
    /// Failed attempts since the last stable connection.
    public private(set) var attempts = 0
    private var connectedAt: MonotonicTime?

    public init(
        base: Duration = .seconds(1), cap: Duration = .seconds(60), floor: Duration = .milliseconds(50),
        stableAfter: Duration = .seconds(30)
    ) {
        self.base = max(base, .milliseconds(1))
        self.cap = max(cap, self.base)
        self.floor = min(max(floor, .zero), self.cap)
        self.stableAfter = stableAfter
    }

    /// How long to wait before the next attempt.
    public mutating func next(using random: inout some RandomNumberGenerator) -> Duration {
        let ceiling = self.ceiling
        attempts += 1
        return max(floor, .seconds(Double.random(in: 0...ceiling, using: &random)))
    }

    /// The longest delay that ``next(using:)`` would choose now, in seconds.
    public var ceiling: Double {
        min(cap.inSeconds, base.inSeconds * Double(sign: .plus, exponent: min(attempts, 60), significand: 1))
    }

    /// The connection came up.
    public mutating func connected(at now: MonotonicTime) { connectedAt = now }

    /// The connection was lost; the delays start over where it had lasted.
    public mutating func lost(at now: MonotonicTime) {
        if let connectedAt, now.duration(since: connectedAt) >= stableAfter { attempts = 0 }
        connectedAt = nil
    }
}
