/// Which junctions water can reach from a reservoir, and the numbers of their unknown heads.
struct NetworkConnectivity {
    /// One end of a link: an unknown head, or a reservoir's.
    struct End {
        var unknown: Int?
        var head: Double
    }

    /// The unknown of each junction; nil where it is cut off.
    let unknownOfJunction: [Int?]
    let unknownCount: Int
    private let ends: [String: End]

    init(_ network: HydraulicNetwork) {
        let reached = Self.reached(network)
        var ends: [String: End] = [:]
        for reservoir in network.reservoirs { ends[reservoir.id] = End(unknown: nil, head: reservoir.head) }
        var unknowns: [Int?] = []
        var count = 0
        for junction in network.junctions {
            guard reached.contains(junction.id) else {
                unknowns.append(nil)
                continue
            }
            unknowns.append(count)
            ends[junction.id] = End(unknown: count, head: 0)
            count += 1
        }
        unknownOfJunction = unknowns
        unknownCount = count
        self.ends = ends
    }

    /// The end of a link at a node; nil where the node is cut off.
    func end(_ node: String) -> End? { ends[node] }

    /// The unknown of the junction at this place in the network.
    func unknown(ofJunction index: Int) -> Int? { unknownOfJunction[index] }

    private static func reached(_ network: HydraulicNetwork) -> Set<String> {
        var neighbours: [String: [String]] = [:]
        for link in network.links where !link.closed {
            neighbours[link.from, default: []].append(link.to)
            neighbours[link.to, default: []].append(link.from)
        }
        var open = network.reservoirs.map(\.id)
        var reached = Set(open)
        while let node = open.popLast() {
            for next in neighbours[node, default: []] where reached.insert(next).inserted { open.append(next) }
        }
        return reached
    }
}
