import Foundation
import OpsChildren
import OpsCore
import OpsServer

/// The demo's configuration: keys, limits and rules of its own, each marked as such.
struct DemoSite: Sendable {
    let ground: DemoGround
    let tenants: [DemoTenant]
    let providerPort: Int
    let valves: [ValveConfiguration]
    let operatorKey = Secret.random()
    let adminKey = Secret.random()

    /// Writes the key file and the rule files into the private directory.
    init(ground: DemoGround, tenants: [DemoTenant], providerPort: Int, valves: [ValveConfiguration]) throws {
        self.ground = ground
        self.tenants = tenants
        self.providerPort = providerPort
        self.valves = valves
        var lines = tenants.map { "API_KEY_\($0.name.uppercased())=\($0.key.reveal())" }
        lines += ["API_KEYS=console:\(operatorKey.reveal())", "API_ADMIN_KEY=\(adminKey.reveal())"]
        try ground.directory.write(lines.joined(separator: "\n") + "\n", to: ".env")
        try ground.directory.write(
            String(decoding: PackageResources.demo_rules_yml, as: UTF8.self), to: "demo.rules.yml")
        try ground.directory.write(
            String(decoding: PackageResources.demo_slo_yml, as: UTF8.self), to: "demo.slo.yml")
        try ground.directory.write(
            String(decoding: PackageResources.plant_rules_yml, as: UTF8.self), to: "plant.rules.yml")
    }

    func configuration(socketPath: String) -> ServerConfiguration {
        var configuration = ServerConfiguration(stateDirectory: ground.directory.file("state"))
        configuration.site = DemoGround.site
        configuration.listen = ListenAddress(host: "127.0.0.1", port: 0)
        configuration.socketPath = socketPath
        configuration.redisURL = Secret(ground.redis.url)
        configuration.mqtt = BrokerSettings(
            host: "127.0.0.1", port: ground.broker.port,
            account: BrokerAccount(username: "server", password: ground.serverPassword))
        configuration.telemetryAccount = BrokerAccount(username: "dashboard", password: ground.dashboardPassword)
        configuration.envFile = ground.directory.file(".env")
        configuration.logFile = ground.directory.file("opstui.log")
        configuration.limits = Self.limits
        configuration.upstream = upstream
        configuration.valves = valves
        configuration.ruleFiles = ["demo.rules.yml", "plant.rules.yml"].map(ground.directory.file)
        configuration.objectiveFile = ground.directory.file("demo.slo.yml")
        configuration.panes = Self.panes
        configuration.embedded = true
        configuration.demo = true
        return configuration
    }

    private var upstream: UpstreamSettings {
        var settings = UpstreamSettings(name: "enrich", url: "http://127.0.0.1:\(providerPort)", model: "simulated")
        settings.readTimeout = .seconds(2)
        settings.breakerMinimumCalls = 20
        settings.breakerWindowSeconds = 3
        settings.breakerOpenSeconds = 4
        return settings
    }

    /// Wide enough for the demo's traffic, which all comes from one address.
    private static let limits: [LimitClass: RateLimitRule] = Dictionary(
        uniqueKeysWithValues: LimitClass.allCases.filter { $0 != .exempt }.map {
            ($0, RateLimitRule(count: 6_000, windowSeconds: 60))
        })

    private static let panes: PaneSettings = {
        var panes = PaneSettings()
        panes.window = "10s"
        panes.stepSeconds = 1
        panes.rulesNote = "demo [10s]/2s, limits: demo"
        return panes
    }()

    func endpoints(server: ServerRuntime, socketPath: String) -> DemoEndpoints {
        let port = server.bound.port ?? 0
        return DemoEndpoints(
            pid: getpid(), socket: socketPath, stateDirectory: ground.directory.file("state"),
            envFile: ground.directory.file(".env"), logFile: ground.directory.file("opstui.log"),
            mqtt: .init(
                url: ground.broker.url, host: "127.0.0.1", port: ground.broker.port, username: "server",
                password: ground.serverPassword.reveal(), pid: ground.broker.pid),
            redis: .init(url: ground.redis.url, socket: ground.redis.socketPath, pid: ground.redis.pid),
            http: .init(
                url: "http://127.0.0.1:\(port)", port: port,
                keys: Dictionary(uniqueKeysWithValues: tenants.map { ($0.name, $0.key.reveal()) }),
                operatorKey: operatorKey.reveal(), adminKey: adminKey.reveal()))
    }
}
