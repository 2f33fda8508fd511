/// Whether and when a failed call is made again (CONTRACT row D6): on time-outs only, inside the caller's deadline.
public struct RetryPolicy: Equatable, Sendable {
    /// How an attempt failed.
    public enum Failure: Equatable, Sendable {
        case timeout
        /// Anything else: the upstream answered, or the request itself is at fault.
        case other
    }

    /// How often in all, the first attempt included.
    public var attempts: Int
    /// Bounds of each delay.
    public var shortest: Duration
    public var longest: Duration

    public init(attempts: Int = 3, shortest: Duration = .seconds(1), longest: Duration = .seconds(10)) {
        self.attempts = max(1, attempts)
        self.shortest = max(shortest, .zero)
        self.longest = max(longest, self.shortest)
    }

    /// How long to wait after attempt `number` (from 1) failed; nil where it was the last or waiting would leave no
    /// time before the deadline. Drawn evenly between `shortest` and min(`longest`, `shortest` · 2ⁿ).
    public func delay(
        afterAttempt number: Int, failure: Failure, deadline: Deadline, now: MonotonicTime,
        using random: inout some RandomNumberGenerator
    ) -> Duration? {
        guard failure == .timeout, number >= 1, number < attempts else { return nil }
        let doubled = shortest.inSeconds * Double(sign: .plus, exponent: min(number, 60), significand: 1)
        let most = min(longest.inSeconds, doubled)
        let delay = Duration.seconds(Double.random(in: shortest.inSeconds...most, using: &random))
        return delay < deadline.remaining(at: now) ? delay : nil
    }
}
