import Foundation
import Logging
import OpsChildren
import OpsCore
import OpsPlant
import OpsServer

/// A whole site on one machine: real broker, real Redis, simulated plant, real HTTP traffic, and the server core.
public final class Demo: Sendable {
    /// The server, in this process.
    public let server: ServerRuntime
    /// Where it serves.
    public let socketPath: String

    private let options: DemoOptions
    private let ground: DemoGround
    private let provider: ProviderSimulator
    private let plant: SimulatedPlant
    private let traffic: TrafficGenerator?
    private let scenario: Task<Void, Never>

    private init(
        options: DemoOptions, ground: DemoGround, provider: ProviderSimulator, server: ServerRuntime,
        plant: SimulatedPlant, traffic: TrafficGenerator?, scenario: Task<Void, Never>
    ) {
        self.options = options
        self.ground = ground
        self.provider = provider
        self.server = server
        self.plant = plant
        self.traffic = traffic
        self.scenario = scenario
        socketPath = options.socketPath
    }

    /// Starts everything; what was started is ended again where the rest fails. `makeLogger` gets the path of the
    /// demo's log, which lives in its private directory.
    public static func start(
        _ options: DemoOptions, makeLogger: (_ path: String) throws -> Logger
    ) async throws -> Demo {
        let valves = PlantCatalogue.demo
        let ground = try await DemoGround.lay(
            valves: valves.map(\.id), logger: Logger(label: "opstui.children") { _ in SwiftLogNoOpLogHandler() })
        do {
            let logger = try makeLogger(ground.directory.file("opstui.log"))
            return try await start(options, on: ground, valves: valves, logger: logger)
        } catch {
            await ground.clear()
            throw error
        }
    }

    private static func start(
        _ options: DemoOptions, on ground: DemoGround, valves: [ValveConfiguration], logger: Logger
    ) async throws -> Demo {
        let provider = ProviderSimulator(seed: options.seed)
        try await provider.start(logger: logger)
        let tenants = DemoTenant.three()
        let site: DemoSite
        let server: ServerRuntime
        do {
            site = try DemoSite(ground: ground, tenants: tenants, providerPort: await provider.port, valves: valves)
            server = try await ServerRuntime.start(site.configuration(socketPath: options.socketPath), logger: logger)
        } catch {
            await provider.stop()
            throw error
        }
        let plant = await SimulatedPlant.start(
            broker: ground.plantBroker, site: DemoGround.site, valves: valves, seed: options.seed)
        var traffic: TrafficGenerator?
        if options.traffic, let port = server.bound.port {
            traffic = TrafficGenerator(port: port)
            await traffic?.start(tenants, seed: options.seed)
        }
        let scenario = Task { await play(options, provider) }
        let demo = Demo(
            options: options, ground: ground, provider: provider, server: server, plant: plant, traffic: traffic,
            scenario: scenario)
        do {
            if let file = options.endpointsFile {
                try site.endpoints(server: server, socketPath: options.socketPath).write(to: file)
            }
            return demo
        } catch {
            await demo.stop()
            throw error
        }
    }

    /// What happens when: the outage comes, goes, and comes again.
    private static func play(_ options: DemoOptions, _ provider: ProviderSimulator) async {
        guard options.scenario == .outage else { return }
        var pause: Double? = options.outageDelay
        while let seconds = pause, !Task.isCancelled {
            do {
                try await Task.sleep(for: .milliseconds(Int(seconds * 1000)))
                await provider.behave(.failing)
                guard options.recovers else { return }
                try await Task.sleep(for: .milliseconds(Int(options.outageLength * 1000)))
            } catch { return }
            await provider.behave(.healthy)
            pause = options.outagePause
        }
    }

    /// Ends everything: no child, no directory and no socket is left.
    public func stop() async {
        scenario.cancel()
        await traffic?.stop()
        await plant.stop()
        await server.stop()
        await provider.stop()
        await ground.clear()
        if let file = options.endpointsFile { unlink(file) }
    }
}
