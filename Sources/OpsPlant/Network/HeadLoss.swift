import Foundation

/// The head that a link takes from the water: h = 8/(π²gD⁴) · (f·L/D + K) · Q·|Q| (Darcy–Weisbach).
///
/// f = 64/Re below Re = 2000 (Hagen–Poiseuille), else 0.25/log₁₀²(ε/3.7D + 5.74/Re^0.9) (Swamee–Jain). Between the two
/// the loss jumps; a ramp of one per cent of the flow stands there, so that every head has its flow.
struct HeadLoss: Sendable {
    /// Acceleration of gravity, m/s².
    static let gravity = 9.81
    /// Kinematic viscosity of water at 20 °C as EPANET has it, m²/s.
    static let viscosity = 1.022e-6
    /// A slope below this is taken for it: a link without any loss would make the equations singular. m per m³/s.
    static let leastSlope = 1e-4
    private static let laminarLimit = 2000.0
    private static let rampEnd = 2020.0

    /// 8/(π²gD⁴).
    private let factor: Double
    private let lengthInDiameters: Double
    private let loss: Double
    /// ε/3.7D.
    private let roughness: Double
    /// Re = reynolds · |Q|.
    private let reynolds: Double

    init(_ link: HydraulicNetwork.Link) {
        factor = 8 / (.pi * .pi * Self.gravity * pow(link.diameter, 4))
        lengthInDiameters = link.length / link.diameter
        loss = link.loss
        roughness = link.roughness / 1000 / (3.7 * link.diameter)
        reynolds = 4 / (.pi * link.diameter * Self.viscosity)
    }

    /// Head loss in m and its slope in m per m³/s at `flow`, m³/s.
    func at(_ flow: Double) -> (head: Double, slope: Double) {
        let size = abs(flow)
        let friction = lengthInDiameters > 0 ? friction(size) : (head: 0, slope: 0)
        let head = friction.head + factor * loss * size * size
        let slope = friction.slope + 2 * factor * loss * size
        guard slope > Self.leastSlope else { return (Self.leastSlope * flow, Self.leastSlope) }
        return (flow < 0 ? -head : head, slope)
    }

    private func friction(_ size: Double) -> (head: Double, slope: Double) {
        let number = reynolds * size
        if number <= Self.laminarLimit { return laminar(size) }
        guard number < Self.rampEnd else { return turbulent(size) }
        let (start, end) = (Self.laminarLimit / reynolds, Self.rampEnd / reynolds)
        let (low, high) = (laminar(start).head, turbulent(end).head)
        let slope = (high - low) / (end - start)
        return (low + slope * (size - start), slope)
    }

    private func laminar(_ size: Double) -> (head: Double, slope: Double) {
        let slope = factor * lengthInDiameters * 64 / reynolds
        return (slope * size, slope)
    }

    private func turbulent(_ size: Double) -> (head: Double, slope: Double) {
        let number = reynolds * size
        let rough = 5.74 / pow(number, 0.9)
        let logarithm = log10(roughness + rough)
        let coefficient = 0.25 / (logarithm * logarithm)
        // d ln f / d ln Re: f falls a little as the flow rises.
        let exponent = 1.8 * rough / ((roughness + rough) * logarithm * log(10))
        let head = factor * lengthInDiameters * coefficient * size * size
        return (head, head * (2 + exponent) / size)
    }
}
