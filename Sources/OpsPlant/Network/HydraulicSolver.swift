/// Solves a network by the gradient method (Todini and Pilati, 1988): Newton's method on the flows, each step one linear
/// system in the heads, A·H = b with A's entries 1/g′, then Q ← Q − h/g′ + (Hᵢ − Hⱼ)/g′.
struct HydraulicSolver {
    /// A link that is open between connected nodes, or a leak, which leads to the open air at the pipe's height.
    private struct Branch {
        enum Kind {
            case link(HeadLoss)
            case pump(PumpCurve)
            case leak(coefficient: Double)
        }

        /// The link's place in the network, or the junction's.
        var source: Int
        var kind: Kind
        /// Unknowns at its ends; nil for an end of fixed head.
        var from: Int?
        var to: Int?
        var fromHead = 0.0
        var toHead = 0.0
        var flow: Double
        /// A leak under suction: no air comes in.
        var isSealed = false
        /// The last step, and which part of a step is taken: less while the steps swing to and fro.
        var change = 0.0
        var pace = 1.0

        mutating func step(_ wanted: Double) {
            pace = wanted * change < 0 ? max(pace / 2, 1.0 / 64) : min(pace * 1.5, 1)
            change = wanted
            flow += wanted * pace
        }
    }

    /// More steps than this mean that there is no solution to be found.
    static let stepLimit = 400
    /// The largest head that may be unaccounted for along a link, m, and flow at a step, m³/s.
    private static let headTolerance = 1e-6
    private static let flowTolerance = 1e-9
    private let network: HydraulicNetwork
    private let connectivity: NetworkConnectivity
    private var branches: [Branch] = []
    /// A former flow smaller than this, L/s, is no good place to start from: its slope says nothing of larger ones.
    private static let leastStart = 1.0

    /// - Parameter former: where the steps begin; from the flows of a network much like this one they are few.
    init(_ network: HydraulicNetwork, from former: HydraulicSolution? = nil) {
        self.network = network
        connectivity = NetworkConnectivity(network)
        addLinks(former)
        addLeaks(former)
    }

    private static func start(_ former: Double?, else usual: Double) -> Double {
        guard let former, former.isFinite, abs(former) >= leastStart else { return usual }
        return former / 1000
    }

    private mutating func addLinks(_ former: HydraulicSolution?) {
        for (index, link) in network.links.enumerated() where !link.closed {
            guard let from = connectivity.end(link.from), let to = connectivity.end(link.to) else { continue }
            // A metre a second: the usual order of magnitude.
            let usual = link.pump.map { $0.designFlow / 1000 } ?? Double.pi / 4 * link.diameter * link.diameter
            branches.append(
                Branch(
                    source: index, kind: link.pump.map { .pump($0) } ?? .link(HeadLoss(link)), from: from.unknown,
                    to: to.unknown, fromHead: from.head, toHead: to.head,
                    flow: Self.start(former?.links[link.id]?.flow, else: usual)))
        }
    }

    private mutating func addLeaks(_ former: HydraulicSolution?) {
        for (index, junction) in network.junctions.enumerated() where junction.leak > 0 {
            guard let unknown = connectivity.unknown(ofJunction: index) else { continue }
            branches.append(
                Branch(
                    source: index, kind: .leak(coefficient: junction.leak), from: unknown, to: nil,
                    toHead: junction.elevation,
                    flow: Self.start(former?.nodes[junction.id]?.leak, else: junction.leak)))
        }
    }

    /// The flows and heads.
    ///
    /// A leak that would take in air is sealed, and the rest solved again. That lowers every pressure, so a sealed leak
    /// stays one, and there is an end to it.
    /// - Throws: ``HydraulicError`` where the steps do not come to rest.
    mutating func solve() throws(HydraulicError) -> HydraulicSolution {
        guard !network.reservoirs.isEmpty else {
            throw HydraulicError("the network has no reservoir: nothing says how high the water stands")
        }
        var system = SymmetricSystem(
            count: connectivity.unknownCount,
            pairs: branches.compactMap { branch in branch.from.flatMap { from in branch.to.map { (from, $0) } } })
        while true {
            let heads = try settle(&system)
            guard sealLeaks() else { return solution(heads) }
        }
    }

    private mutating func settle(_ system: inout SymmetricSystem) throws(HydraulicError) -> [Double] {
        for _ in 0..<Self.stepLimit {
            assemble(&system)
            guard let heads = system.solve() else {
                throw HydraulicError("the network has no solution: its equations contradict each other")
            }
            if advance(heads) { return heads }
        }
        throw HydraulicError(
            "the network has no solution: flows and heads did not come to rest in \(Self.stepLimit) steps")
    }

    /// True where a leak was found to take in air.
    private mutating func sealLeaks() -> Bool {
        var found = false
        for index in branches.indices where !branches[index].isSealed {
            guard case .leak = branches[index].kind, branches[index].flow < 0 else { continue }
            branches[index].isSealed = true
            branches[index].flow = 0
            found = true
        }
        return found
    }

    private func assemble(_ system: inout SymmetricSystem) {
        system.clear()
        for (index, unknown) in connectivity.unknownOfJunction.enumerated() {
            guard let unknown else { continue }
            system.add(unknown, right: -network.junctions[index].demand / 1000)
        }
        for branch in branches where !branch.isSealed {
            let (head, slope) = Self.loss(branch)
            let weight = 1 / slope
            let rest = branch.flow - head * weight
            if let from = branch.from {
                system.add(from, from, weight)
                system.add(from, right: -rest + (branch.to == nil ? weight * branch.toHead : 0))
            }
            if let to = branch.to {
                system.add(to, to, weight)
                system.add(to, right: rest + (branch.from == nil ? weight * branch.fromHead : 0))
            }
            if let from = branch.from, let to = branch.to { system.add(from, to, -weight) }
        }
    }

    /// New flows for the heads; true where they were the old ones, and each link takes the head that there is.
    private mutating func advance(_ heads: [Double]) -> Bool {
        var isAtRest = true
        for index in branches.indices where !branches[index].isSealed {
            let branch = branches[index]
            let drop =
                (branch.from.map { heads[$0] } ?? branch.fromHead) - (branch.to.map { heads[$0] } ?? branch.toHead)
            let (head, slope) = Self.loss(branch)
            let change = (drop - head) / slope
            if abs(change) > Self.flowTolerance + 1e-6 * abs(branch.flow) || abs(drop - head) > Self.headTolerance {
                isAtRest = false
            }
            branches[index].step(change)
        }
        return isAtRest
    }

    private static func loss(_ branch: Branch) -> (head: Double, slope: Double) {
        switch branch.kind {
        case .link(let loss):
            return loss.at(branch.flow)
        case .pump(let curve):
            return curve.at(branch.flow)
        case .leak(let coefficient):
            // p = (q/C)².
            let root = abs(branch.flow) / coefficient
            let slope = max(2 * root / coefficient, HeadLoss.leastSlope)
            return (branch.flow < 0 ? -root * root : root * root, slope)
        }
    }

    private func solution(_ heads: [Double]) -> HydraulicSolution {
        var result = HydraulicSolution(links: [:], nodes: [:])
        for link in network.links { result.links[link.id] = .init(flow: 0) }
        for reservoir in network.reservoirs {
            result.nodes[reservoir.id] = .init(head: reservoir.head, pressure: 0, leak: 0)
        }
        for (index, junction) in network.junctions.enumerated() {
            let head = connectivity.unknown(ofJunction: index).map { heads[$0] }
            result.nodes[junction.id] = .init(head: head, pressure: head.map { $0 - junction.elevation }, leak: 0)
        }
        for branch in branches {
            switch branch.kind {
            case .link, .pump: result.links[network.links[branch.source].id]?.flow = branch.flow * 1000
            case .leak: result.nodes[network.junctions[branch.source].id]?.leak = max(0, branch.flow * 1000)
            }
        }
        return result
    }
}

extension HydraulicNetwork {
    /// The network's flows and heads, at rest.
    ///
    /// A node that no open link leads to from a reservoir has no head, its links no flow, and its demand is not met.
    /// - Parameter former: the solution of a network much like this one, which saves steps; it does not change the answer.
    /// - Throws: ``HydraulicError`` where there is no reservoir or no solution.
    public func solved(from former: HydraulicSolution? = nil) throws(HydraulicError) -> HydraulicSolution {
        if let former {
            var solver = HydraulicSolver(self, from: former)
            if let solution = try? solver.solve() { return solution }
        }
        var solver = HydraulicSolver(self)
        return try solver.solve()
    }
}
