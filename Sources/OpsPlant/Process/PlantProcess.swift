/// The water in a plant: pressures, flows and levels that follow from where the valves stand. A value without I/O.
///
/// The network is solved anew after every change, from the flows of the last solution; between changes only the tanks'
/// levels move, by ``advance(seconds:)``.
public struct PlantProcess: Sendable {
    public let layout: PlantLayout
    /// What is true beside each valve, by its id.
    public private(set) var readings: [String: ProcessReading] = [:]
    /// By id.
    public private(set) var tanks: [String: StorageTank]
    /// The ids of the pumps that run.
    public private(set) var running: Set<String>
    /// How often the network had no solution, and the last one was kept.
    public private(set) var failures = 0

    private var positions: [String: Double]
    private var seatOpenings: [String: Double] = [:]
    private var leaks: [String: Double] = [:]
    private var solution: HydraulicSolution?
    /// The last head of each node: what is shut in keeps its pressure.
    private var heads: [String: Double] = [:]

    /// - Parameter positions: 0 closed … 100 open, by the valve's id; those that are not named are open.
    public init(_ layout: PlantLayout, positions: [String: Double] = [:]) {
        self.layout = layout
        self.positions = positions
        tanks = Dictionary(layout.tanks.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        running = Set(layout.pumps.map(\.id))
        settle()
    }

    /// A valve has moved.
    public mutating func move(_ valve: String, to position: Double) {
        guard positions[valve] != position else { return }
        positions[valve] = position
        settle()
    }

    /// A hole in the pipe behind a valve: C in q = C·√p, q in m³/s and p in m; 0 mends it.
    public mutating func leak(_ coefficient: Double, behind valve: String) {
        guard let fitting = layout.fittings.first(where: { $0.id == valve }) else { return }
        let node = layout.junctions.contains { $0.id == fitting.to } ? fitting.to : fitting.from
        leaks[node] = max(0, coefficient)
        settle()
    }

    /// A worn seat: this φ, 0 … 1, stays open whatever the position says; 0 mends it.
    public mutating func wear(_ opening: Double, of valve: String) {
        seatOpenings[valve] = min(max(opening, 0), 1)
        settle()
    }

    /// Lets time pass: tanks fill and empty, pumps start and stop by them.
    public mutating func advance(seconds: Double) {
        guard seconds > 0, !tanks.isEmpty else { return }
        for id in Array(tanks.keys) {
            let inflow = inflow(of: id)
            tanks[id]?.take(inflow, seconds: seconds)
        }
        for pump in layout.pumps {
            guard let control = pump.control, let level = tanks[control.tank]?.level else { continue }
            if level < control.startLevel { running.insert(pump.id) }
            if level > control.stopLevel { running.remove(pump.id) }
        }
        settle()
    }

    /// What runs into a tank, L/s; negative runs out.
    public func inflow(of tank: String) -> Double {
        layout.pipes.reduce(0) { sum, pipe in
            let flow = solution?.links[pipe.id]?.flow ?? 0
            return sum + (pipe.to == tank ? flow : 0) - (pipe.from == tank ? flow : 0)
        }
    }

    /// What the hole behind a valve loses, L/s.
    public func loss(behind valve: String) -> Double {
        guard let fitting = layout.fittings.first(where: { $0.id == valve }) else { return 0 }
        return [fitting.to, fitting.from].reduce(0) { $0 + ((leaks[$1] ?? 0) > 0 ? solution?.nodes[$1]?.leak ?? 0 : 0) }
    }

    // MARK: Solving

    private mutating func settle() {
        var network = makeNetwork()
        do throws(HydraulicError) {
            solution = try network.solved(from: solution)
            // An empty tank gives nothing; whether it would is only known once it was asked.
            let dry = tanks.values.filter { $0.isEmpty && inflow(of: $0.id) < 0 }.map(\.id)
            if !dry.isEmpty {
                for index in network.links.indices where dry.contains(network.links[index].to) {
                    network.links[index].closed = true
                }
                solution = try network.solved(from: solution)
            }
        } catch {
            failures += 1
        }
        read(network)
    }

    private func makeNetwork() -> HydraulicNetwork {
        var junctions = layout.junctions
        for index in junctions.indices { junctions[index].leak += leaks[junctions[index].id] ?? 0 }
        let surfaces = layout.tanks.map { tank in
            HydraulicNetwork.Reservoir(id: tank.id, head: tanks[tank.id]?.head ?? tank.head)
        }
        let valves = layout.fittings.map { fitting in
            let loss = fitting.lossCoefficient(
                at: positions[fitting.id] ?? 100, seatOpening: seatOpenings[fitting.id] ?? 0)
            return HydraulicNetwork.Link(
                id: fitting.id, from: fitting.from, to: fitting.to, diameter: fitting.diameter, loss: loss ?? 0,
                closed: loss == nil)
        }
        let pumps = layout.pumps.map { pump in
            HydraulicNetwork.Link(
                id: pump.id, from: pump.from, to: pump.to, diameter: 0.3, closed: !running.contains(pump.id),
                pump: pump.curve)
        }
        return HydraulicNetwork(
            reservoirs: layout.reservoirs + surfaces, junctions: junctions, links: layout.pipes + valves + pumps)
    }

    /// Takes heads and flows over. What no reservoir reaches keeps its pressure, unless it has an outlet of its own.
    private mutating func read(_ network: HydraulicNetwork) {
        guard let solution else { return }
        let emptied = network.emptied(in: solution)
        for (id, node) in solution.nodes {
            if let head = node.head { heads[id] = head } else if emptied.contains(id) { heads[id] = 0 }
        }
        for fitting in layout.fittings {
            readings[fitting.id] = ProcessReading(
                pressureBar: max(0, heads[fitting.from] ?? 0) * ProcessReading.barPerMetre,
                flowLps: solution.links[fitting.id]?.flow ?? 0)
        }
    }
}

extension HydraulicNetwork {
    /// The nodes that no reservoir reaches and that an outlet, their own or one they are connected to, has emptied.
    fileprivate func emptied(in solution: HydraulicSolution) -> Set<String> {
        let cutOff = Set(solution.nodes.filter { $0.value.head == nil }.keys)
        guard !cutOff.isEmpty else { return [] }
        var emptied = Set(junctions.filter { cutOff.contains($0.id) && ($0.leak > 0 || $0.demand > 0) }.map(\.id))
        var open = Array(emptied)
        while let node = open.popLast() {
            for link in links where !link.closed && (link.from == node || link.to == node) {
                let other = link.from == node ? link.to : link.from
                if cutOff.contains(other), emptied.insert(other).inserted { open.append(other) }
            }
        }
        return emptied
    }
}
