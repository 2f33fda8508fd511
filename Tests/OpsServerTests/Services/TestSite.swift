import AsyncHTTPClient
import Foundation
import Glibc
import Logging
import NIOCore
import NIOHTTP1
import OpsChildren
import OpsCore
import OpsMQTT
import OpsPlant
import OpsTestSupport
import Testing

@testable import OpsServer

/// A whole server core on a real broker, with simulated valves, and a witness of everything that is sent to them.
final class TestSite: Sendable {
    static let valve = ValveConfiguration(
        id: "v-1", name: "one", segment: "6", travelSeconds: 3, safePosition: 0, defaultAction: .close)
    static let other = ValveConfiguration(id: "v-2", name: "two", segment: "7", travelSeconds: 3, safePosition: 0)
    static let critical = ValveConfiguration(
        id: "v-3", name: "three", segment: "7", travelSeconds: 3, safePosition: 0, critical: true)
    static let caller = Caller(identity: .local(user: "op1"), role: .operator)

    let broker: TestBroker
    let directory: OpsChildren.PrivateDirectory
    let plant: SimulatedPlant
    let witness: CommandWitness
    private let running: Guarded<ServerRuntime?>

    private init(
        _ broker: TestBroker, _ directory: OpsChildren.PrivateDirectory, _ plant: SimulatedPlant,
        _ witness: CommandWitness, _ server: ServerRuntime
    ) {
        self.broker = broker
        self.directory = directory
        self.plant = plant
        self.witness = witness
        running = Guarded(server)
    }

    /// Runs `body` on a site that is ended with it, however it ends. `isBrokerUp` false: the broker is absent at first.
    static func with(
        isBrokerUp: Bool = true, timeScale: Double = 2, configure: (inout ServerConfiguration) -> Void = { _ in },
        _ body: (TestSite) async throws -> Void
    ) async throws {
        let broker = try await TestBroker.start()
        let directory = try OpsChildren.PrivateDirectory()
        if !isBrokerUp { await broker.server.stop() }
        let plant = await SimulatedPlant.start(
            broker: PlantBroker(host: "127.0.0.1", port: broker.port), site: "main", valves: [valve, other, critical],
            positions: [:], timeScale: timeScale)
        let witness = CommandWitness(port: broker.port)
        var configuration = configuration(broker: broker.port, directory)
        configure(&configuration)
        let server = try await ServerRuntime.start(
            configuration,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let site = TestSite(broker, directory, plant, witness, server)
        let result: Result<Void, any Error>
        do {
            if isBrokerUp { try await site.waitUntilReady() }
            result = .success(try await body(site))
        } catch {
            result = .failure(error)
        }
        await site.stop()
        try result.get()
    }

    static func configuration(
        broker port: Int, _ directory: OpsChildren.PrivateDirectory
    ) -> ServerConfiguration {
        var configuration = ServerConfiguration(stateDirectory: directory.file("state"))
        configuration.socketPath = directory.file("s.sock")
        configuration.mqtt = BrokerSettings(host: "127.0.0.1", port: port)
        configuration.valves = [valve, other, critical]
        return configuration
    }

    var server: ServerRuntime {
        get throws { try #require(running.value) }
    }

    var core: OperationsCore { get throws { try server.core } }

    /// Ends the server and starts another on the same state, as after a crash.
    func restartServer() async throws {
        try await server.stop()
        running.with { $0 = nil }
        let next = try await ServerRuntime.start(
            Self.configuration(broker: broker.port, directory),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        running.with { $0 = next }
    }

    /// Link up, all valves fresh, the witness watching.
    func waitUntilReady() async throws {
        try await eventually(within: .seconds(60), "the site is ready") {
            let clock = SystemClock()
            let models = try await core.valveService.book.models
            let isFresh = ["v-1", "v-2", "v-3"].allSatisfy { models[$0]?.isFresh(at: clock.monotonic) == true }
            return isFresh && witness.isUp
        }
    }

    func actuate(
        _ action: ValveAction, valve: String = "v-1", key: String? = nil, position: Double? = nil,
        by caller: Caller = TestSite.caller
    ) async throws -> CommandStatus {
        try await core.actuate(
            valve: valve, ActuationRequest(action: action, position: position), idempotencyKey: key, by: caller,
            requestID: "test-request")
    }

    func confirm(
        _ id: String, by caller: Caller, _ seen: CommandConfirmation = CommandConfirmation()
    ) async throws -> CommandStatus {
        try await core.confirmCommand(id: id, seen, by: caller, requestID: "test-request")
    }

    func cancel(_ id: String, by caller: Caller = TestSite.caller) async throws -> CommandStatus {
        try await core.cancelCommand(id: id, by: caller, requestID: "test-request")
    }

    /// A request over the socket, as a person on this host.
    func ask(
        _ method: HTTPMethod, _ path: String, headers: [(String, String)] = [], body: String? = nil
    ) async throws -> Edge.Answer {
        let socket = directory.file("s.sock").replacingOccurrences(of: "/", with: "%2F")
        var request = HTTPClientRequest(url: "http+unix://\(socket)\(path)")
        request.method = method
        request.headers.add(name: "host", value: "localhost")
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(120))
        let bytes = try await response.body.collect(upTo: 4_000_000)
        return Edge.Answer(
            status: Int(response.status.code), headers: response.headers, body: String(buffer: bytes))
    }

    /// An empty POST over the socket; its status.
    func post(_ path: String) async throws -> Int {
        let socket = directory.file("s.sock").replacingOccurrences(of: "/", with: "%2F")
        var request = HTTPClientRequest(url: "http+unix://\(socket)\(path)")
        request.method = .POST
        request.headers.add(name: "host", value: "localhost")
        return Int(try await HTTPClient.shared.execute(request, timeout: .seconds(60)).status.code)
    }

    func command(_ id: String) async throws -> CommandStatus { try await core.command(id: id) }

    /// The command once `wanted` says so of its state.
    @discardableResult
    func wait(
        for id: String, within limit: Duration = .seconds(60), _ what: String,
        until wanted: (CommandState) -> Bool
    ) async throws -> CommandStatus {
        var last: CommandStatus?
        try await eventually(within: limit, "\(what) (\(id))") {
            last = try await command(id)
            return last.map { wanted($0.state) } ?? false
        }
        return try #require(last)
    }

    func position(_ valve: String = "v-1") async throws -> Double { try #require(await plant.position(of: valve)) }

    private func stop() async {
        broker.server.kill(SIGCONT)
        await running.value?.stop()
        await plant.stop()
        await witness.stop()
        await broker.stop()
        directory.remove()
    }
}
