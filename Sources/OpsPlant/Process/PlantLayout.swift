import OpsCore

/// A plant's pipework: what is connected to what. Where the valves stand and how full the tanks are is the
/// ``PlantProcess``'s.
public struct PlantLayout: Equatable, Sendable {
    /// A pump with the tank that switches it.
    public struct Pump: Equatable, Sendable, Identifiable {
        public var id: String
        public var from: String
        public var to: String
        public var curve: PumpCurve
        /// It starts below and stops above these levels of a tank, m; nil: it always runs.
        public var control: Control?

        public init(id: String, from: String, to: String, curve: PumpCurve, control: Control? = nil) {
            self.id = id
            self.from = from
            self.to = to
            self.curve = curve
            self.control = control
        }
    }

    /// Two levels of a tank between which a pump keeps it.
    public struct Control: Equatable, Sendable {
        public var tank: String
        public var startLevel: Double
        public var stopLevel: Double

        public init(tank: String, startLevel: Double, stopLevel: Double) {
            self.tank = tank
            self.startLevel = startLevel
            self.stopLevel = stopLevel
        }
    }

    public var reservoirs: [HydraulicNetwork.Reservoir]
    public var tanks: [StorageTank]
    /// Customers are junctions whose draw follows the pressure, q = C·√p.
    public var junctions: [HydraulicNetwork.Junction]
    public var pipes: [HydraulicNetwork.Link]
    public var pumps: [Pump]
    public var fittings: [ValveFitting]

    public init(
        reservoirs: [HydraulicNetwork.Reservoir], tanks: [StorageTank] = [], junctions: [HydraulicNetwork.Junction],
        pipes: [HydraulicNetwork.Link], pumps: [Pump] = [], fittings: [ValveFitting]
    ) {
        self.reservoirs = reservoirs
        self.tanks = tanks
        self.junctions = junctions
        self.pipes = pipes
        self.pumps = pumps
        self.fittings = fittings
    }

    /// The layout for these valves: the demonstration's where it knows all of them, else a pipe a segment, from a source
    /// at 48 m to a sink at 18 m, with the segment's valves one after the other.
    public static func fitting(_ valves: [ValveConfiguration]) -> PlantLayout {
        let known = Set(demo.fittings.map(\.id))
        return valves.allSatisfy { known.contains($0.id) } ? demo : series(valves)
    }

    private static func series(_ valves: [ValveConfiguration]) -> PlantLayout {
        var layout = PlantLayout(
            reservoirs: [.init(id: "source", head: 48), .init(id: "sink", head: 18)], junctions: [], pipes: [],
            fittings: [])
        for (segment, members) in Dictionary(grouping: valves, by: { $0.segment ?? "" }).sorted(by: { $0.key < $1.key })
        {
            layout.addSeries(members, prefix: "\(segment)/")
        }
        return layout
    }

    private mutating func addSeries(_ valves: [ValveConfiguration], prefix: String) {
        let pipe = { (id: String, from: String, to: String) in
            HydraulicNetwork.Link(id: id, from: from, to: to, diameter: 0.3, length: 1000, roughness: 0.1)
        }
        var node = "\(prefix)in"
        junctions.append(.init(id: node))
        pipes.append(pipe("\(prefix)first", "source", node))
        for valve in valves {
            let next = "\(prefix)after/\(valve.id)"
            junctions.append(.init(id: next))
            // Short pipes: valves of any site may be fast.
            fittings.append(.init(id: valve.id, from: node, to: next, diameter: 0.3, waveLength: 1000))
            node = next
        }
        pipes.append(pipe("\(prefix)last", node, "sink"))
    }
}
