/// A pump at its one speed: the head that it adds falls with the square of the flow.
///
/// One point gives the whole curve, as EPANET's single-point curves do: shut off at 4/3 of the design head, nothing left
/// at twice the design flow, so that H = 4/3·Hd − (Hd/3)·(Q/Qd)².
public struct PumpCurve: Equatable, Sendable {
    /// m of water.
    public var designHead: Double
    /// L/s.
    public var designFlow: Double

    /// Both must be above 0.
    public init(designHead: Double, designFlow: Double) {
        self.designHead = designHead
        self.designFlow = designFlow
    }

    /// What a m³/s against the pump's check valve costs, m per (m³/s)²: so much that hardly any water comes back.
    private static let checkValve = 1e8

    /// The head it takes away at `flow` m³/s, m (negative: it adds), and that head's slope in m per m³/s.
    func at(_ flow: Double) -> (head: Double, slope: Double) {
        let shutOff = 4 / 3 * designHead
        let design = designFlow / 1000
        let coefficient = flow < 0 ? Self.checkValve : designHead / 3 / (design * design)
        let slope = 2 * coefficient * abs(flow)
        guard slope > HeadLoss.leastSlope else { return (-shutOff + HeadLoss.leastSlope * flow, HeadLoss.leastSlope) }
        return (-shutOff + coefficient * flow * abs(flow), slope)
    }
}
