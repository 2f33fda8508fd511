import OpsChildren
import OpsCore
import OpsMQTT
import OpsTestSupport
import Testing

@testable import OpsPlant

/// A valve that speaks Sparkplug B, heard by a host over a real broker.
@Suite("A simulated valve that speaks Sparkplug B", .serialized)
struct SparkplugDeviceTests {
    private static let valve = PlantCatalogue.demo.first { $0.schema.sparkplug != nil }

    private func with(_ body: (TestHost, SimulatedPlant, TestBroker) async throws -> Void) async throws {
        let valve = try #require(Self.valve)
        let address = try #require(valve.schema.sparkplug)
        try await TestBroker.with { broker in
            let host = TestHost(address, port: broker.port)
            await host.start()
            try await eventually("the host listens") { host.isUp }
            let plant = await SimulatedPlant.start(
                broker: PlantBroker(host: "127.0.0.1", port: broker.port), site: "test", valves: [valve], timeScale: 10)
            do {
                try await eventually(within: .seconds(60), "born, with all values") {
                    await host.isKnown
                }
                try await body(host, plant, broker)
            } catch {
                await host.stop()
                await plant.stop()
                throw error
            }
            await plant.stop()
            await host.stop()
        }
    }

    @Test("Two valves of the demo speak it, each as a node of its own")
    func catalogue() {
        let addresses = PlantCatalogue.demo.compactMap(\.schema.sparkplug)
        #expect(addresses.count >= 2 && Set(addresses.map(\.name)).count == addresses.count)
    }

    @Test("Born, commanded in one message, moved, and completed; nothing out of sequence")
    func command() async throws {
        try await with { host, plant, _ in
            let id = try #require(Self.valve?.id)
            #expect(await host.state?.limitOpen == true)
            try await host.command("c-1", .position(0))
            try await eventually(within: .seconds(60), "completed") { await host.answers["c-1"]?.last == .completed }
            #expect(await host.answers["c-1"] == [.accepted, .completed])
            try await eventually("closed") { await host.state?.limitClosed == true }
            #expect(await host.state?.lastCommandID == "c-1")
            #expect(await (plant.position(of: id) ?? 100) <= 0.5)
            try await eventually("no flow") { await host.telemetry?.flowLps == 0 }
            #expect(await host.refusals == [])
        }
    }

    @Test("The same command once more is answered and not done; one past its time is refused; stop is taken")
    func refusals() async throws {
        try await with { host, plant, _ in
            let id = try #require(Self.valve?.id)
            try await host.command("late", .position(0), notAfter: SystemClock().wall.advanced(seconds: -1))
            try await eventually("refused") { await host.answers["late"] == [.rejected] }
            #expect(await plant.position(of: id) == 100)
            await plant.inject(.localMode, valve: id)
            try await host.command("local", .position(0))
            try await eventually("refused") { await host.answers["local"] == [.rejected] }
            await plant.inject(.none, valve: id)
            try await host.command("c-1", .position(40))
            try await eventually(within: .seconds(60), "completed") { await host.answers["c-1"]?.last == .completed }
            try await host.command("c-2", .position(90))
            try await eventually(within: .seconds(60), "completed") { await host.answers["c-2"]?.last == .completed }
            try await host.command("c-1", .position(40))
            try await eventually("answered again") { await (host.answers["c-1"]?.count ?? 0) == 3 }
            #expect(abs((await plant.position(of: id) ?? 0) - 90) < 1)
            try await host.command("s-1", .stop)
            try await eventually("taken") { await host.answers["s-1"]?.first == .accepted }
            #expect(await host.refusals == [])
        }
    }

    @Test("Asked for its births it is born again; after a restart under the next number, the memory kept")
    func births() async throws {
        try await with { host, plant, _ in
            let id = try #require(Self.valve?.id)
            try await host.command("c-1", .position(40))
            try await eventually(within: .seconds(60), "completed") { await host.answers["c-1"]?.last == .completed }
            let births = await host.births
            try await host.askForBirths()
            try await eventually("born again") { await host.births == births + 1 }
            let boot = await host.state?.bootID
            await plant.inject(.reboot, valve: id)
            try await eventually(within: .seconds(60), "died and born") {
                let (deaths, now) = (await host.deaths, await host.births)
                return deaths == 1 && now == births + 2
            }
            #expect(await host.state?.bootID != boot)
            try await host.command("c-1", .position(40))
            try await eventually("answered from memory") { await host.answers["c-1"]?.last == .completed }
            #expect(await host.refusals == [])
        }
    }

    @Test("A broker that dies and comes back: a new connection, a new number, births before anything else")
    func brokerRestart() async throws {
        try await with { host, _, broker in
            let (births, boot) = (await host.births, await host.state?.bootID)
            try await broker.server.restart()
            try await eventually(within: .seconds(90), "born on the new link") { await host.births > births }
            #expect(await host.state?.bootID != boot)
        }
    }
}
