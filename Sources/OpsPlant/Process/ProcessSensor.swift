import OpsCore

/// A pressure or flow transmitter: noise of 0.1–0.5 % of the reading, steps, and a deadband wider than the noise, so
/// that a plant at rest reports steady values.
public struct ProcessSensor: Sendable {
    /// The value as last reported.
    public private(set) var reading: Double?
    /// A change of less than this is not reported.
    let deadband: Double
    /// How many steps there are to a unit.
    let stepsPerUnit: Double
    /// Smaller values are cut off to 0.
    let cutOff: Double
    private let noise: Double
    private var random: SplitMix64

    init(deadband: Double, stepsPerUnit: Double, cutOff: Double, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        noise = Double.random(in: 0.001...0.005, using: &random)
        self.deadband = deadband
        self.stepsPerUnit = stepsPerUnit
        self.cutOff = cutOff
        self.random = random
    }

    /// bar.
    public static func pressure(seed: UInt64) -> ProcessSensor {
        ProcessSensor(deadband: 0.05, stepsPerUnit: 100, cutOff: 0.01, seed: seed)
    }

    /// L/s.
    public static func flow(seed: UInt64) -> ProcessSensor {
        ProcessSensor(deadband: 1, stepsPerUnit: 10, cutOff: 0.3, seed: seed)
    }

    /// Measures the true value; the answer is what the transmitter shows.
    public mutating func measure(_ value: Double) -> Double {
        let raw = value * (1 + Double.random(in: -noise...noise, using: &random))
        let stepped = abs(raw) < cutOff ? 0 : (raw * stepsPerUnit).rounded() / stepsPerUnit
        // To and from 0 is always news: it tells a closed pipe from one that drips.
        let isNews = reading.map { (stepped == 0) != ($0 == 0) || abs(stepped - $0) > deadband } ?? true
        if isNews { reading = stepped }
        return reading ?? stepped
    }
}
