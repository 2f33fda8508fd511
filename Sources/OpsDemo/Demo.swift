import Foundation
import Logging
import OpsChildren
import OpsClient
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
    private let access: OpsEndpoint
    private let operatorKey: Secret

    private init(
        options: DemoOptions, ground: DemoGround, provider: ProviderSimulator, server: ServerRuntime,
        site: DemoSite, plant: SimulatedPlant, traffic: TrafficGenerator?, scenario: Task<Void, Never>
    ) {
        self.options = options
        self.ground = ground
        self.provider = provider
        self.server = server
        self.plant = plant
        self.traffic = traffic
        self.scenario = scenario
        access = .http(url: "http://127.0.0.1:\(server.bound.port ?? 0)")
        operatorKey = site.operatorKey
        socketPath = options.socketPath
    }

    /// Starts everything; what was started is ended again where the rest fails. `makeLogger` gets the path of the
    /// demo's log, which lives in its private directory.
    public static func start(
        _ options: DemoOptions, makeLogger: (_ path: String) throws -> Logger
    ) async throws -> Demo {
        let valves = PlantCatalogue.demo
        let ground = try await DemoGround.lay(
            valves: valves, logger: Logger(label: "opstui.children") { _ in SwiftLogNoOpLogHandler() })
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
        let player = ScenarioPlayer(options: options, provider: provider, plant: plant, ground: ground, logger: logger)
        let demo = Demo(
            options: options, ground: ground, provider: provider, server: server, site: site, plant: plant,
            traffic: traffic, scenario: Task { await player.play() })
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

    /// A client over HTTP with the operator's key, as somebody on another machine has it. Close it when done.
    public func operatorClient() -> OpsClient { OpsClient(endpoint: access, keys: OpsKeys(key: operatorKey)) }

    /// Ends everything: no child, no directory and no socket is left.
    public func stop() async {
        scenario.cancel()
        // A broker that was frozen must run again before it can be ended.
        await scenario.value
        await traffic?.stop()
        await plant.stop()
        await server.stop()
        await provider.stop()
        await ground.clear()
        if let file = options.endpointsFile { unlink(file) }
    }
}
