import ArgumentParser
import OpsCore
import OpsPlant

/// The faults that a simulated plant is asked for.
struct FaultOptions: ParsableArguments {
    @Option(
        name: .customLong("fault"),
        help: ArgumentHelp(
            "Let something fail: SECONDS:VALVE:FAULT, SECONDS:broker:FAULT, or random=N for N within ten minutes, the "
                + "same for the same seed. May be repeated; docs/plant.md lists the faults.", valueName: "fault"))
    var faults: [String] = []

    /// The plan of all of them.
    ///
    /// - Parameter isBrokerOurs: false where the broker is somebody else's, which nobody may freeze or kill from here.
    func plan(isBrokerOurs: Bool, seed: UInt64) throws -> FaultPlan {
        let valves = PlantCatalogue.demo.map(\.id)
        var orders: [FaultOrder] = []
        for text in faults {
            if text.hasPrefix("random=") {
                guard let count = Int(text.dropFirst(7)), (1...500).contains(count) else {
                    throw CommandFailure(.failed, "--fault \(text): expected random=N with N from 1 to 500")
                }
                orders +=
                    FaultPlan.random(seed: seed, count: count, within: 600, valves: valves, broker: isBrokerOurs)
                    .orders
                continue
            }
            do {
                orders.append(try FaultOrder(parsing: text, valves: Set(valves)))
            } catch {
                throw CommandFailure(.failed, "--fault \(error)")
            }
            if case .broker = orders.last?.kind, !isBrokerOurs {
                throw CommandFailure(
                    .failed, "--fault \(text): this broker is not ours to harm; `opstui demo` has one of its own")
            }
        }
        return FaultPlan(orders)
    }
}
