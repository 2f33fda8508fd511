/// When a lost server may be tried again: exponential backoff with full jitter, tried only when somebody asks.
///
/// The first attempt after a loss is free; after the n-th failure the next waits a random part of
/// min(cap, base · 2ⁿ⁻¹), at least a tenth of it.
struct ReconnectPolicy: Sendable {
    static let base = Duration.milliseconds(200)
    static let cap = Duration.seconds(5)

    private(set) var failures = 0
    private var notBefore: ContinuousClock.Instant?

    /// How long callers are still refused without an attempt; nil where one may be made.
    func wait(at now: ContinuousClock.Instant) -> Duration? {
        guard let notBefore, now < notBefore else { return nil }
        return now.duration(to: notBefore)
    }

    mutating func failed(at now: ContinuousClock.Instant, using generator: inout some RandomNumberGenerator) {
        failures += 1
        let ceiling = min(Self.cap, Self.base * (1 << min(failures - 1, 10)))
        notBefore = now + ceiling * Double.random(in: 0.1...1, using: &generator)
    }

    mutating func succeeded() { self = ReconnectPolicy() }
}
