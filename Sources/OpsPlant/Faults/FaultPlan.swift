import OpsCore

/// Faults in the order of their times.
public struct FaultPlan: Equatable, Sendable {
    /// At most this many.
    public static let limit = 1000

    public private(set) var orders: [FaultOrder]

    /// The orders by time; those of one moment in the order given. Further ones than ``limit`` are left out.
    public init(_ orders: [FaultOrder]) {
        self.orders = Array(orders.prefix(Self.limit)).enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    /// Faults by chance: each strikes a valve, or where it is ours the broker, and every valve's fault ends after a
    /// while. Equal seeds give equal plans.
    ///
    /// - Parameters:
    ///   - count: how many faults, their ends not counted.
    ///   - seconds: within which they begin.
    public static func random(
        seed: UInt64, count: Int, within seconds: Double, valves: [String], broker: Bool
    ) -> FaultPlan {
        var random = SplitMix64(seed: seed)
        var orders: [FaultOrder] = []
        for _ in 0..<min(max(count, 0), limit / 2) {
            let at = Double.random(in: 0...max(seconds, 0), using: &random)
            if broker, Double.random(in: 0..<1, using: &random) < 0.15 {
                let isKilled = Bool.random(using: &random)
                let pause = Double.random(in: 2...10, using: &random)
                orders.append(FaultOrder(at: at, .broker(isKilled ? .killed : .frozen(seconds: pause))))
            } else if let valve = valves.randomElement(using: &random) {
                orders.append(FaultOrder(at: at, .valve(valve, fault(&random))))
                let length = Double.random(in: 15...60, using: &random)
                orders.append(FaultOrder(at: at + length, .valve(valve, .none)))
            }
        }
        return FaultPlan(orders)
    }

    private static func fault(_ random: inout SplitMix64) -> PlantFault {
        func number(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &random) }
        switch Int.random(in: 0..<13, using: &random) {
        case 0: return .stuck
        case 1: return .slow(pace: number(0.02...0.15))
        case 2: return .fast(pace: number(2...6))
        case 3: return .stiction(percent: number(2...15))
        case 4: return .leak(coefficient: number(0.003...0.015))
        case 5: return .passing(opening: number(0.005...0.03))
        case 6: return .localMode
        case 7: return .reboot
        case 8: return .silent
        case 9: return .limitSwitches
        case 10: return .clockSkew(seconds: number(-30...30))
        case 11: return .duplicatedCommands
        default: return .reorderedCommands
        }
    }
}
