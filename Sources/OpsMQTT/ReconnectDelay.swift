/// How long to wait before the next attempt: full jitter over a doubling window, so that a thousand clients of one
/// broker do not come back at once. Forgiven only after a link has been stable for a while: a broker that accepts
/// and drops is not hammered.
struct ReconnectDelay: Sendable {
    let baseSeconds: Double
    let capSeconds: Double
    let stableSeconds: Double
    private var failures = 0

    init(baseSeconds: Double, capSeconds: Double, stableSeconds: Double = 30) {
        self.baseSeconds = max(0.01, baseSeconds)
        self.capSeconds = max(capSeconds, self.baseSeconds)
        self.stableSeconds = stableSeconds
    }

    /// The pause after a session that was up for `upSeconds` (0 when it never was); `jitter` lies in 0...1.
    mutating func next(upSeconds: Double, jitter: Double) -> Double {
        if upSeconds >= stableSeconds { failures = 0 }
        let window = min(capSeconds, baseSeconds * Double(1 << min(failures, 20)))
        failures += 1
        return max(min(0.1, baseSeconds), window * jitter)
    }
}
