/// A network of pipes as a file describes it: who is connected to whom, and what stands in the way of the water.
///
/// Lengths, diameters and heads are metres, roughness millimetres, demands litres a second; numbers that a file omits
/// are 0.
public struct HydraulicNetwork: Equatable, Sendable {
    /// A node of fixed head.
    public struct Reservoir: Equatable, Sendable {
        public var id: String
        /// Height of the water's surface, m.
        public var head: Double

        public init(id: String, head: Double) {
            self.id = id
            self.head = head
        }
    }

    /// A node whose head follows from the flows.
    public struct Junction: Equatable, Sendable {
        public var id: String
        /// Height of the pipe, m.
        public var elevation = 0.0
        /// What is drawn here, L/s; negative feeds in.
        public var demand = 0.0
        /// The leak's C in q = C·√p, with q in m³/s and p the pressure head in m; 0 for none.
        public var leak = 0.0

        public init(id: String, elevation: Double = 0, demand: Double = 0, leak: Double = 0) {
            self.id = id
            self.elevation = elevation
            self.demand = demand
            self.leak = leak
        }
    }

    /// A pipe, a valve or a pump, from one node to another; flow that way is positive.
    public struct Link: Equatable, Sendable {
        public var id: String
        public var from: String
        public var to: String
        public var diameter: Double
        /// 0 for a valve.
        public var length = 0.0
        /// Height of the wall's roughness, mm.
        public var roughness = 0.0
        /// The coefficient K of all local losses together.
        public var loss = 0.0
        /// Nothing flows.
        public var closed = false
        /// A pump's curve: it lifts the water from `from` to `to`; nil for a pipe or a valve.
        public var pump: PumpCurve?

        public init(
            id: String, from: String, to: String, diameter: Double, length: Double = 0, roughness: Double = 0,
            loss: Double = 0, closed: Bool = false, pump: PumpCurve? = nil
        ) {
            self.id = id
            self.from = from
            self.to = to
            self.diameter = diameter
            self.length = length
            self.roughness = roughness
            self.loss = loss
            self.closed = closed
            self.pump = pump
        }
    }

    public var reservoirs: [Reservoir]
    public var junctions: [Junction]
    /// Pipes, valves and pumps.
    public var links: [Link]

    public init(reservoirs: [Reservoir], junctions: [Junction], links: [Link]) {
        self.reservoirs = reservoirs
        self.junctions = junctions
        self.links = links
    }
}
