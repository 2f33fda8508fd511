/// How long to wait before a server that died is started again: doubling, with jitter, forgiven after a while.
struct RestartDelay: Sendable {
    let baseSeconds: Double
    let capSeconds: Double
    /// A server that lived this long starts from the base again.
    let forgiveAfterSeconds: Double
    private var failures = 0

    init(baseSeconds: Double = 0.2, capSeconds: Double = 15, forgiveAfterSeconds: Double = 30) {
        self.baseSeconds = baseSeconds
        self.capSeconds = capSeconds
        self.forgiveAfterSeconds = forgiveAfterSeconds
    }

    /// The next pause, for a server that lived this long; `jitter` from 0 to 1 spreads the upper half.
    mutating func next(livedSeconds: Double, jitter: Double) -> Double {
        if livedSeconds >= forgiveAfterSeconds { failures = 0 }
        let whole = min(capSeconds, baseSeconds * Double(1 << min(failures, 20)))
        failures += 1
        return whole * (0.5 + 0.5 * jitter)
    }
}
