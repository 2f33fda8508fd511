import OpsCore

/// A position transmitter: noise, steps of 0.1 %, and a deadband, so that a valve at rest reports one steady value.
public struct PositionSensor: Sendable {
    /// The value as last reported, 0 … 100.
    public private(set) var reading: Double
    private let noise: Double
    private var random: SplitMix64

    /// Changes smaller than this, in percent, are not reported.
    static let deadband = 0.3

    public init(position: Double, seed: UInt64) {
        reading = (position * 10).rounded() / 10
        random = SplitMix64(seed: seed)
        noise = Double.random(in: 0.1...0.5, using: &random)
    }

    /// Measures the true position; the answer is what the device reports.
    public mutating func measure(_ position: Double) -> Double {
        let raw = position + Double.random(in: -noise...noise, using: &random)
        let stepped = (min(max(raw, 0), 100) * 10).rounded() / 10
        if abs(stepped - reading) > Self.deadband { reading = stepped }
        return reading
    }
}
