/// What is true beside a valve: what its transmitters try to measure.
public struct ProcessReading: Equatable, Sendable {
    /// Gauge pressure on the upstream side, bar.
    public var pressureBar: Double
    /// Litres a second, negative against the valve's direction.
    public var flowLps: Double

    public init(pressureBar: Double, flowLps: Double) {
        self.pressureBar = pressureBar
        self.flowLps = flowLps
    }

    /// A metre of water in bar.
    static let barPerMetre = 0.0981
}
