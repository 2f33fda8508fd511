import Foundation
import OpsCore

/// Pressures and flows from valve positions: each segment is one pipe between a source and a sink of fixed heads, its
/// main valves in series, a bypass around the last of them, and drains before it.
///
/// Head losses are quadratic, h = r·Q², and the segment's one inner node balances inflow with outflow and drains. A
/// network solver can take this type's place: it has one question, ``solve(_:)``.
public struct PlantHydraulics: Sendable {
    /// What a valve is in its segment.
    public enum Role: Sendable {
        case main, bypass, drain
    }

    /// What the sensors beside a valve see.
    public struct Reading: Equatable, Sendable {
        /// Gauge pressure on the upstream side, bar.
        public var pressureBar: Double
        /// Litres a second.
        public var flowLps: Double

        public init(pressureBar: Double, flowLps: Double) {
            self.pressureBar = pressureBar
            self.flowLps = flowLps
        }
    }

    private struct Segment: Sendable {
        var main: [String] = []
        var bypass: [String] = []
        var drains: [String] = []
    }

    private let segments: [Segment]

    /// Heads of source and sink, m of water above the pipes.
    private static let sourceHead = 48.0
    private static let sinkHead = 18.0
    /// 2 km of 300 mm pipe at f = 0.02: 8fL/(π²gD⁵), s²/m⁵.
    private static let pipeResistance = 1360.0
    /// 8/(π²gD⁴) at 300 mm: loss coefficient to resistance.
    private static let lossToResistance = 10.2
    /// K of a fully open valve.
    private static let openLoss = 0.2
    /// Rangeability of the equal-percentage characteristic φ = R^(x − 1).
    private static let rangeability = 50.0
    /// Discharge coefficient of a fully open drain: q = C·√h, m³/s.
    private static let drainCoefficient = 0.004
    private static let barPerMetre = 0.0981

    /// The valves by segment, in their order; `roles` names those that are not main valves.
    public init(valves: [ValveConfiguration], roles: [String: Role] = [:]) {
        var bySegment: [String: Segment] = [:]
        for valve in valves {
            var segment = bySegment[valve.segment ?? ""] ?? Segment()
            switch roles[valve.id] ?? .main {
            case .main: segment.main.append(valve.id)
            case .bypass: segment.bypass.append(valve.id)
            case .drain: segment.drains.append(valve.id)
            }
            bySegment[valve.segment ?? ""] = segment
        }
        segments = bySegment.keys.sorted().compactMap { bySegment[$0] }
    }

    /// The reading at every valve for these positions (0 closed … 100 open); a position that is missing counts as open.
    public func solve(_ positions: [String: Double]) -> [String: Reading] {
        var readings: [String: Reading] = [:]
        for segment in segments { solve(segment, positions, into: &readings) }
        return readings
    }

    private func solve(_ segment: Segment, _ positions: [String: Double], into readings: inout [String: Reading]) {
        let resistance = { (valve: String) in Self.resistance(of: positions[valve] ?? 100) }
        let before = segment.main.dropLast()
        let across = segment.main.suffix(1) + segment.bypass
        let upstream = Self.pipeResistance / 2 + before.map(resistance).reduce(0, +)
        let crossing = across.isEmpty ? 0 : Self.parallel(across.map(resistance))
        let downstream = Self.pipeResistance / 2 + crossing
        let opening = segment.drains.map { Self.drainCoefficient * Self.opening(positions[$0] ?? 100) }.reduce(0, +)
        let node = Self.nodeHead(upstream: upstream, downstream: downstream, drain: opening)

        let inflow = Self.flow(Self.sourceHead - node, upstream)
        var head = Self.sourceHead - inflow * inflow * Self.pipeResistance / 2
        for valve in before {
            readings[valve] = Self.reading(head: head, flow: inflow)
            head = inflow > 0 ? head - inflow * inflow * resistance(valve) : node
        }
        let outflow = Self.flow(node - Self.sinkHead, downstream)
        for valve in across {
            let own = resistance(valve)
            let share = own.isFinite && crossing.isFinite ? (crossing / own).squareRoot() : 0
            readings[valve] = Self.reading(head: node, flow: outflow * share)
        }
        for valve in segment.drains {
            let flow = Self.drainCoefficient * Self.opening(positions[valve] ?? 100) * max(node, 0).squareRoot()
            readings[valve] = Self.reading(head: node, flow: flow)
        }
    }

    /// The head at which the node's inflow is its outflow, by bisection: inflow falls and outflow rises with it.
    private static func nodeHead(upstream: Double, downstream: Double, drain: Double) -> Double {
        if !upstream.isFinite, drain == 0 { return downstream.isFinite ? sinkHead : 0 }
        var low = 0.0
        var high = sourceHead
        for _ in 0..<40 {
            let middle = (low + high) / 2
            let out = flow(middle - sinkHead, downstream) + drain * middle.squareRoot()
            if flow(sourceHead - middle, upstream) > out { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// Q = √(h/r); a check valve lets nothing back.
    private static func flow(_ head: Double, _ resistance: Double) -> Double {
        head > 0 && resistance.isFinite ? (head / resistance).squareRoot() : 0
    }

    /// φ(x) of an equal-percentage valve; 0 where it is closed.
    private static func opening(_ position: Double) -> Double {
        position <= 0.5 ? 0 : pow(rangeability, min(position, 100) / 100 - 1)
    }

    private static func resistance(of position: Double) -> Double {
        let opening = opening(position)
        return opening > 0 ? lossToResistance * openLoss / (opening * opening) : .infinity
    }

    /// 1/√r adds where flows divide.
    private static func parallel(_ resistances: [Double]) -> Double {
        let sum = resistances.map { $0.isFinite ? 1 / $0.squareRoot() : 0 }.reduce(0, +)
        return sum > 0 ? 1 / (sum * sum) : .infinity
    }

    private static func reading(head: Double, flow: Double) -> Reading {
        Reading(
            pressureBar: (max(head, 0) * barPerMetre * 100).rounded() / 100, flowLps: (flow * 10_000).rounded() / 10)
    }
}
