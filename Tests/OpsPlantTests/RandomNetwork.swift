import Foundation
import OpsPlant

/// Street grids of pipes, the same for the same seed.
enum RandomNetwork {
    static func make(seed: UInt64, side: Int = 8) -> HydraulicNetwork {
        var random = SplitMix(state: seed &+ 1)
        var network = HydraulicNetwork(
            reservoirs: [.init(id: "R1", head: 60), .init(id: "R2", head: 40)], junctions: [], links: [])
        for row in 0..<side {
            for column in 0..<side {
                let leak = random.unit() < 0.1 ? random.unit() * 0.001 : 0
                network.junctions.append(
                    .init(
                        id: name(row, column), elevation: random.unit() * 10,
                        demand: random.unit() < 0.3 ? random.unit() * 40 / Double(side) : 0, leak: leak))
            }
        }
        func connect(_ from: String, _ to: String) {
            let id = "L\(network.links.count)"
            switch random.unit() {
            case ..<0.1: network.links.append(.init(id: id, from: from, to: to, diameter: 0.2, loss: 5))
            case ..<0.15: network.links.append(.init(id: id, from: from, to: to, diameter: 0.2, closed: true))
            case ..<0.2: network.links.append(.init(id: id, from: from, to: to, diameter: 0.2))
            default:
                network.links.append(
                    .init(
                        id: id, from: from, to: to, diameter: 0.1 + random.unit() * 0.3,
                        length: 20 + random.unit() * 500, roughness: 0.05 + random.unit(), loss: random.unit()))
            }
        }
        network.links.append(.init(id: "S1", from: "R1", to: name(0, 0), diameter: 0.5, length: 100, roughness: 0.1))
        network.links.append(
            .init(id: "S2", from: name(side - 1, side - 1), to: "R2", diameter: 0.4, length: 100, roughness: 0.1))
        for row in 0..<side {
            for column in 0..<side {
                if column + 1 < side { connect(name(row, column), name(row, column + 1)) }
                if row + 1 < side { connect(name(row, column), name(row + 1, column)) }
            }
        }
        return network
    }

    /// Darcy–Weisbach, written out once more.
    static func loss(_ link: HydraulicNetwork.Link, flow: Double) -> Double {
        let speed = 4 * abs(flow) / (.pi * link.diameter * link.diameter)
        let number = speed * link.diameter / 1.022e-6
        var friction = 0.0
        if link.length > 0, number > 0 {
            let rough = link.roughness / 1000 / (3.7 * link.diameter)
            let coefficient = number < 2000 ? 64 / number : 0.25 / pow(log10(rough + 5.74 / pow(number, 0.9)), 2)
            friction = coefficient * link.length / link.diameter
        }
        let head = (friction + link.loss) * speed * speed / (2 * 9.81)
        return flow < 0 ? -head : head
    }

    private static func name(_ row: Int, _ column: Int) -> String { "J\(row)-\(column)" }

    private struct SplitMix {
        var state: UInt64

        mutating func unit() -> Double {
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = state
            value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
            return Double((value ^ (value >> 31)) >> 11) / 9_007_199_254_740_992
        }
    }
}
