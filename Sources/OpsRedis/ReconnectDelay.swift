/// How long to wait before the next attempt: full jitter over a doubling window. A server on the same machine is
/// worth asking often, so the cap is low; a connection that lasted a while forgives the failures before it.
struct ReconnectDelay: Sendable {
    let baseSeconds: Double
    let capSeconds: Double
    let stableSeconds: Double
    private var failures = 0

    init(baseSeconds: Double = 0.1, capSeconds: Double = 5, stableSeconds: Double = 10) {
        self.baseSeconds = baseSeconds
        self.capSeconds = capSeconds
        self.stableSeconds = stableSeconds
    }

    /// The pause after a connection that was up for `upSeconds` (0 when it never was); `jitter` lies in 0...1.
    mutating func next(upSeconds: Double, jitter: Double) -> Double {
        if upSeconds >= stableSeconds { failures = 0 }
        let window = min(capSeconds, baseSeconds * Double(1 << min(failures, 20)))
        failures += 1
        return max(0.05, window * jitter)
    }
}
