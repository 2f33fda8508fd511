import Foundation
import OpsPlant
import Testing

/// The network solver, against EPANET's answers, closed formulas, and the equations themselves.
@Suite struct HydraulicSolverTests {
    private static func example(
        v101: Double = 0.2, v102Closed: Bool = false, leak: Double = 0
    ) throws -> HydraulicSolution {
        try NetworkFile.network(
            in: """
                reservoirs: [{id: R1, head_m: 80}, {id: R2, head_m: 20}]
                junctions: [{id: J1}, {id: J2}, {id: J3, demand_lps: 20, leak_c: \(leak)}, {id: J4}]
                pipes:
                  - {id: P1, from: R1, to: J1, length_m: 2000, diameter_m: 0.3, roughness_mm: 0.1}
                  - {id: P2, from: J2, to: J3, length_m: 1000, diameter_m: 0.3, roughness_mm: 0.1}
                  - {id: P3, from: J4, to: R2, length_m: 1500, diameter_m: 0.3, roughness_mm: 0.1}
                valves:
                  - {id: V101, from: J1, to: J2, diameter_m: 0.3, k: \(v101)}
                  - {id: V102, from: J2, to: J4, diameter_m: 0.3, k: 0.2, closed: \(v102Closed)}
                """, file: "n.yaml"
        ).solved()
    }

    /// Measured with EPANET 2.2.
    private static let measured: [(k: Double, closed: Bool, leak: Double, flow: Double, heads: [Double])] = [
        (0.2, false, 0, 184.166, [42.56, 42.50, 42.22]),
        (100, false, 0, 147.208, [55.80, 33.71, 33.43]),
        (5000, false, 0, 33.828, [78.54, 20.21, 19.94]),
        (0.2, true, 0, 20.000, [79.45, 79.45, 79.17]),
        (0.2, true, 0.002, 37.588, [78.22, 78.22, 77.33]),
    ]

    @Test(arguments: measured.indices)
    func itAgreesWithEpanet(row: Int) throws {
        let (k, closed, leak, flow, heads) = Self.measured[row]
        let solution = try Self.example(v101: k, v102Closed: closed, leak: leak)
        let through = try #require(solution.links["V101"]?.flow)
        #expect(abs(through - flow) <= flow * 0.001, "\(through) L/s")
        for (node, head) in zip(["J1", "J2", "J3"], heads) {
            let found = try #require(solution.nodes[node]?.head)
            #expect(abs(found - head) <= 0.02, "\(node): \(found) m")
        }
        let third = try #require(solution.nodes["J3"])
        let pressure = try #require(third.pressure)
        #expect(abs(third.leak - leak * max(pressure, 0).squareRoot() * 1000) < 1e-6)
    }

    @Test func slowFlowFollowsHagenAndPoiseuille() throws {
        let network = HydraulicNetwork(
            reservoirs: [.init(id: "R", head: 1)], junctions: [.init(id: "J", demand: 0.01)],
            links: [.init(id: "P", from: "R", to: "J", diameter: 0.05, length: 1000, roughness: 0.1)])
        let head = try #require(try network.solved().nodes["J"]?.head)
        let loss = 128 * 1.022e-6 * 1000 * 1e-5 / (Double.pi * 9.81 * pow(0.05, 4))
        #expect(abs(1 - head - loss) < 1e-9)
    }

    @Test func whatIsCutOffHasNoHeadAndNoFlow() throws {
        let network = HydraulicNetwork(
            reservoirs: [.init(id: "R", head: 10)],
            junctions: [.init(id: "A"), .init(id: "B", demand: 5, leak: 0.01), .init(id: "C")],
            links: [
                .init(id: "P", from: "R", to: "A", diameter: 0.1, length: 10),
                .init(id: "V", from: "A", to: "B", diameter: 0.1, loss: 1, closed: true),
                .init(id: "Q", from: "B", to: "C", diameter: 0.1, length: 10),
            ])
        let solution = try network.solved()
        #expect(solution.nodes["A"]?.head == 10 && solution.links["P"]?.flow.magnitude ?? 1 < 1e-6)
        #expect(solution.nodes["B"]?.head == nil && solution.nodes["C"]?.pressure == nil)
        #expect(solution.links["Q"]?.flow == 0 && solution.nodes["B"]?.leak == 0)
        let text = String(decoding: try JSONEncoder().encode(solution), as: UTF8.self)
        #expect(text.contains("\"head_m\":null"))
    }

    @Test func aLeakUnderSuctionTakesNothingIn() throws {
        let network = HydraulicNetwork(
            reservoirs: [.init(id: "R", head: 5)], junctions: [.init(id: "J", elevation: 20, leak: 0.01)],
            links: [.init(id: "P", from: "R", to: "J", diameter: 0.1, length: 100, roughness: 0.1)])
        let solution = try network.solved()
        #expect(solution.nodes["J"]?.leak == 0)
        #expect(try #require(solution.nodes["J"]?.pressure) < -14.9)
    }

    @Test func withoutAReservoirThereIsNoSolution() {
        let network = HydraulicNetwork(
            reservoirs: [], junctions: [.init(id: "A"), .init(id: "B")],
            links: [.init(id: "P", from: "A", to: "B", diameter: 0.1, length: 10)])
        #expect(throws: HydraulicError.self) { try network.solved() }
    }

    /// Meshed, with loops, leaks, valves, laminar corners and links without loss.
    @Test(arguments: 0..<40)
    func flowsBalanceAndHeadsAddUp(seed: UInt64) throws {
        let network = RandomNetwork.make(seed: seed)
        let solution = try network.solved()
        for junction in network.junctions {
            let node = try #require(solution.nodes[junction.id])
            guard node.head != nil else { continue }
            var balance = -junction.demand - node.leak
            for link in network.links {
                let flow = try #require(solution.links[link.id]?.flow)
                if link.to == junction.id { balance += flow }
                if link.from == junction.id { balance -= flow }
            }
            #expect(abs(balance) < 1e-5, "\(junction.id): \(balance) L/s")
        }
        for link in network.links where !link.closed {
            guard let from = solution.nodes[link.from]?.head, let to = solution.nodes[link.to]?.head else { continue }
            let loss = RandomNetwork.loss(link, flow: try #require(solution.links[link.id]?.flow) / 1000)
            #expect(abs(from - to - loss) < 5e-4 + 0.02 * abs(loss), "\(link.id)")
        }
    }

    @Test func aTownIsSolvedToo() throws {
        let solution = try RandomNetwork.make(seed: 7, side: 30).solved()
        #expect(solution.nodes.values.count { $0.head != nil } > 800)
    }
}
