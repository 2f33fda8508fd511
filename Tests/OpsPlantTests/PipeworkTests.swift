import Foundation
import OpsCore
import Testing

@testable import OpsPlant

@Suite("Pumps, valves and blows")
struct PipeworkTests {
    @Test("A pump's curve has EPANET's three points", arguments: [(0.0, 61.333_3), (110.0, 46), (220.0, 0)])
    func curve(flow: Double, head: Double) {
        let curve = PumpCurve(designHead: 46, designFlow: 110)
        #expect(abs(-curve.at(flow / 1000).head - head) < 0.001)
        let step = 1e-6
        let slope = (curve.at(flow / 1000 + step).head - curve.at(flow / 1000).head) / step
        #expect(abs(slope - curve.at(flow / 1000).slope) < 0.02)
    }

    @Test("A pump into a pipe: where its curve meets the pipe's", arguments: [0.0, 10, 40, 60])
    func operatingPoint(lift: Double) throws {
        let curve = PumpCurve(designHead: 46, designFlow: 110)
        let pipe = HydraulicNetwork.Link(id: "P", from: "J", to: "high", diameter: 0.3, length: 1500, roughness: 0.1)
        let network = HydraulicNetwork(
            reservoirs: [.init(id: "low", head: 0), .init(id: "high", head: lift)], junctions: [.init(id: "J")],
            links: [pipe, .init(id: "U", from: "low", to: "J", diameter: 0.3, pump: curve)])
        let solution = try network.solved()
        var (low, high) = (0.0, 220.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            let spare = -curve.at(middle / 1000).head - lift - RandomNetwork.loss(pipe, flow: middle / 1000)
            if spare > 0 { low = middle } else { high = middle }
        }
        let flow = try #require(solution.links["U"]?.flow)
        #expect(abs(flow - low) < 0.01, "\(flow) \(low)")
    }

    @Test("No water comes back through a pump that cannot lift it")
    func checkValve() throws {
        let network = HydraulicNetwork(
            reservoirs: [.init(id: "low", head: 0), .init(id: "high", head: 90)], junctions: [.init(id: "J")],
            links: [
                .init(id: "P", from: "J", to: "high", diameter: 0.3, length: 1500, roughness: 0.1),
                .init(id: "U", from: "low", to: "J", diameter: 0.3, pump: PumpCurve(designHead: 46, designFlow: 110)),
            ])
        let flow = try #require(try network.solved().links["U"]?.flow)
        #expect(flow <= 0 && flow > -1)
    }

    @Test("From a former solution the answer is the same", arguments: 0..<10 as Range<UInt64>)
    func warmStart(seed: UInt64) throws {
        var network = RandomNetwork.make(seed: seed)
        let former = try network.solved()
        for index in network.links.indices where index % 3 == 0 { network.links[index].loss += 20 }
        for index in network.links.indices where index % 11 == 5 { network.links[index].closed.toggle() }
        let (cold, warm) = (try network.solved(), try network.solved(from: former))
        for (id, node) in cold.nodes {
            let other = try #require(warm.nodes[id])
            #expect((node.head == nil) == (other.head == nil))
            if let head = node.head, let otherHead = other.head { #expect(abs(head - otherHead) < 1e-3, "\(id)") }
        }
    }

    @Test("φ: linear, equal percentage, and shut below half a per cent")
    func characteristic() {
        var fitting = ValveFitting(id: "v", from: "a", to: "b", diameter: 0.3, openLoss: 0.2)
        #expect(fitting.opening(at: 100) == 1)
        #expect(abs(fitting.opening(at: 50) - 50.0.squareRoot() / 50) < 1e-12)
        #expect(fitting.opening(at: 0.5) == 0 && fitting.lossCoefficient(at: 0) == nil)
        #expect(abs((fitting.lossCoefficient(at: 50) ?? 0) - 10) < 1e-9)
        #expect(fitting.lossCoefficient(at: 0, seatOpening: 0.1).map { abs($0 - 20) < 1e-9 } == true)
        var last = 0.0
        for percent in stride(from: 0.6, through: 100, by: 0.1) {
            #expect(fitting.opening(at: percent) > last)
            last = fitting.opening(at: percent)
        }
        fitting.characteristic = .linear
        #expect(fitting.opening(at: 25) == 0.25)
    }

    @Test("ΔH = a·Δv/g within 2L/a, nothing beyond it")
    func joukowsky() throws {
        let rise = try #require(WaterHammer.rise(slowed: 1, seconds: 3.6, length: 2000))
        #expect(abs(rise - 112.13) < 0.01)
        #expect(WaterHammer.rise(slowed: 1, seconds: 3.7, length: 2000) == nil)
        #expect(WaterHammer.rise(slowed: -1, seconds: 1, length: 2000) == nil)
    }

    @Test("A surge is seen for five seconds, and only after a closing that was too fast")
    func surge() {
        let fitting = ValveFitting(id: "v", from: "a", to: "b", diameter: 0.3)
        var watch = SurgeWatch(fitting)
        let start = MonotonicTime(nanoseconds: 1)
        for (stroke, expected) in [(8.0, false), (2.0, true)] {
            watch.moving(flow: 100)
            watch.moving(flow: 40)
            #expect(watch.ended(flow: 0, strokeSeconds: stroke, at: start) == expected)
        }
        let velocity = 0.1 / fitting.area
        #expect(abs(watch.rise(at: start) - 1100 * velocity / 9.81 * 0.0981) < 1e-9)
        #expect(watch.rise(at: start.advanced(by: .seconds(6))) == 0)
        #expect(watch.endsAt(after: start) == start.advanced(by: .seconds(5)))
    }

    @Test("Noise stays within half a per cent, and at rest the transmitter shows one value", arguments: [4.03, 74.7])
    func sensor(value: Double) {
        for seed in 0..<50 as Range<UInt64> {
            var sensor = value < 10 ? ProcessSensor.pressure(seed: seed) : ProcessSensor.flow(seed: seed)
            var shown: Set<Double> = []
            for _ in 0..<200 { shown.insert(sensor.measure(value)) }
            #expect(shown.count == 1, "\(shown)")
            #expect(shown.allSatisfy { abs($0 - value) <= value * 0.005 + 0.5 / sensor.stepsPerUnit })
            #expect(sensor.measure(0) == 0)
            #expect(abs(sensor.measure(value / 2) - value / 2) <= value * 0.005 + 1 / sensor.stepsPerUnit)
        }
    }
}
