import OpsChildren
import OpsCore
import OpsPlant
import OpsTestSupport
import Testing

/// One valve of the demo's plant, a commander and a broker between them, all real.
enum PlantRig {
    static let site = "test"

    static func with(
        _ id: String, timeScale: Double = 10, positions: [String: Double] = PlantCatalogue.demoPositions,
        _ body: (TestCommander, SimulatedPlant, TestBroker) async throws -> Void
    ) async throws {
        let valve = try #require(PlantCatalogue.demo.first { $0.id == id })
        try await TestBroker.with { broker in
            let plant = await SimulatedPlant.start(
                broker: PlantBroker(host: "127.0.0.1", port: broker.port), site: site, valves: [valve],
                positions: positions, timeScale: timeScale)
            let commander = TestCommander(valve, site: site, port: broker.port)
            await commander.start()
            do {
                try await eventually(within: .seconds(90), "ready to command") { await commander.isReady }
                try await body(commander, plant, broker)
            } catch {
                await commander.stop()
                await plant.stop()
                throw error
            }
            await commander.stop()
            await plant.stop()
        }
    }

    static func end(_ commander: TestCommander, within limit: Duration = .seconds(30)) async throws -> CommandStatus {
        try await eventually(within: limit, "the command's end") { await commander.isEnded }
        return try #require(await commander.status)
    }

    static func expectEnd(_ state: CommandState, of commander: TestCommander) async throws {
        let status = try await end(commander)
        #expect(status.state == state, "\(status)")
    }
}
