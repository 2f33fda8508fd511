import OpsCore
import OpsMQTT
import OpsTestSupport
import Testing

@testable import OpsPlant

/// Every fault on every valve at once, and what is left when all have ended.
@Suite("A storm of faults", .serialized)
struct FaultStormTests {
    @Test("When all faults are over, every device is there, in remote mode, without interlocks, and takes commands")
    func storm() async throws {
        let valves = PlantCatalogue.demo.filter { $0.schema == .ops }
        try await TestBroker.with { broker in
            let plant = await SimulatedPlant.start(
                broker: PlantBroker(host: "127.0.0.1", port: broker.port), site: "test", valves: valves, timeScale: 20)
            let commander = TestCommander(valves[0], site: "test", port: broker.port)
            await commander.start()
            try await eventually(within: .seconds(60), "ready") { await commander.isReady }
            await FaultPlayer(plant: plant).play(Self.plan(valves.map(\.id)))
            for valve in valves {
                try await eventually(within: .seconds(60), "\(valve.id) is well") {
                    let device = await plant.valve(valve.id)
                    return await device?.isWell == true
                }
            }
            try await eventually(within: .seconds(60), "ready again, in the newest boot") {
                let (isReady, status) = (await commander.isReady, await commander.model.status)
                return isReady && status.mode == .remote && status.interlocks.isEmpty && status.target == nil
            }
            await commander.command(.position, position: 35)
            try await eventually(within: .seconds(60), "confirmed") { await commander.status?.state == .confirmed }
            await plant.stop()
            await commander.stop()
        }
    }

    /// Each valve gets each fault, in an order of its own, within two seconds; then all end.
    private static func plan(_ valves: [String]) -> FaultPlan {
        var random = SplitMix64(seed: 5)
        let faults = PlantFault.words.compactMap { PlantFault(parsing: $0.word) }.filter { $0 != .none }
        let orders = valves.flatMap { valve in
            faults.map { FaultOrder(at: .random(in: 0...2, using: &random), .valve(valve, $0)) }
                + [FaultOrder(at: 5, .valve(valve, .none))]
        }
        return FaultPlan(orders)
    }
}
