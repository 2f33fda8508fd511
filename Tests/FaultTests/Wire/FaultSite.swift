import AsyncHTTPClient
import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import OpsChildren
import OpsCore
import OpsTestSupport

/// A broker, an `opstui serve` of its own, and a faulty way between the two.
final class FaultSite: Sendable {
    private static let key = "operator-key-0123456789abcdef"
    private static let keyLine = "API_KEYS=console:\(key)\n"

    let broker: TestBroker
    let link: FaultyLink
    private let directory: PrivateDirectory
    private let port = Held(0)
    private let valves: [ValveConfiguration]
    private let process = Held<ChildProcess?>(nil)

    private init(
        _ broker: TestBroker, _ link: FaultyLink, _ directory: PrivateDirectory, _ valves: [ValveConfiguration]
    ) {
        self.broker = broker
        self.link = link
        self.directory = directory
        self.valves = valves
    }

    deinit {
        process.value?.killGroup()
        directory.remove()
    }

    static func start(_ valves: [ValveConfiguration]) async throws -> FaultSite {
        let broker = try await TestBroker.start()
        let link = try await FaultyLink.start(to: broker.port)
        let site = FaultSite(broker, link, try PrivateDirectory(), valves)
        TestLogs.note(key)
        try await site.startServer()
        return site
    }

    // MARK: The server

    func startServer() async throws {
        let lines = valves.map { valve in
            "  - {id: \(valve.id), name: \(valve.name), travel_sec: \(Int(valve.travelSeconds)), "
                + "safe_position: \(Int(valve.safePosition ?? 0))}"
        }
        try directory.write("valves:\n" + lines.joined(separator: "\n") + "\n", to: "config.yaml")
        try directory.write(Self.keyLine, to: "keys.env")
        var environment = ChildLaunch.plainEnvironment(home: directory.path)
        environment["MQTT_URL"] = "mqtt://127.0.0.1:\(link.port)"
        for limit in ["ACTUATION", "GENERAL", "PROBE"] { environment["RATE_LIMIT_\(limit)"] = "off" }
        let log = directory.file("serve-\(UInt32.random(in: 0...UInt32.max)).log")
        let started = try await ChildProcess.spawn(
            ChildLaunch(
                program: try BuiltBinary.opstui,
                arguments: [
                    "serve", "--listen", "127.0.0.1:0", "--socket", directory.file("o.sock"), "--state-dir",
                    directory.file("state"), "--env-file", directory.file("keys.env"), "--config",
                    directory.file("config.yaml"),
                ], environment: environment, outputPath: log))
        process.set(started)
        try await eventually(within: .seconds(120), "the server serving; it says: \(Self.text(log))") {
            guard let port = Self.announcedPort(log) else { return false }
            self.port.set(port)
            return true
        }
    }

    private static func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }

    private static func announcedPort(_ log: String) -> Int? {
        let text = text(log)
        guard let start = text.range(of: "http://127.0.0.1:")?.upperBound else { return nil }
        return Int(text[start...].prefix { $0.isNumber })
    }

    func killServer() { process.value?.kill(SIGKILL) }

    /// True once the server answers and has its link.
    func isReady() async -> Bool {
        guard let (status, body) = try? await ask(.GET, "/health"), status == 200 else { return false }
        return body.replacing(" ", with: "").contains("\"mqtt\":\"ok\"")
    }

    func stop() async {
        broker.server.kill(SIGCONT)
        await process.value?.terminate(signal: SIGTERM, grace: .seconds(10))
        TestLogs.keepAll(below: directory.path)
        await link.close()
        await broker.stop()
    }

    // MARK: Requests

    func ask(
        _ method: HTTPMethod, _ path: String, body: String? = nil, headers: [(String, String)] = []
    ) async throws -> (status: Int, body: String) {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port.value)\(path)")
        request.method = method
        request.headers.add(name: "x-api-key", value: Self.key)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        return (Int(response.status.code), String(buffer: bytes))
    }

    /// As a careful operator's client does it: where nobody answered, the same request with the same key again.
    func order(_ order: WirePlan.Order, on valve: String) async {
        let position = order.position.map { ",\"position\":\($0)" } ?? ""
        let body = "{\"action\":\"\(order.action.rawValue)\"\(position)}"
        for _ in 0..<3 {
            let answer = try? await ask(
                .POST, "/valves/\(valve)/actuate", body: body, headers: [("idempotency-key", order.key)])
            if answer != nil { return }
            try? await Task.sleep(for: .milliseconds(700))
        }
    }

    /// What the server says of a command; nil where it knows none.
    func command(_ id: String) async throws -> CommandStatus? {
        // An idle connection may be closed while it is asked again.
        let first = try? await ask(.GET, "/v1/commands/\(id)")
        let (status, body) =
            if let first { first } else { try await ask(.GET, "/v1/commands/\(id)") }
        return status == 200 ? try OpsJSON.decoder().decode(CommandStatus.self, from: Data(body.utf8)) : nil
    }
}

/// A value behind a lock.
///
/// Invariant for `@unchecked Sendable`: `stored` is touched only inside `lock`.
final class Held<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var stored: Value

    init(_ value: Value) { stored = value }

    var value: Value { lock.withLock { stored } }
    func set(_ value: Value) { lock.withLock { stored = value } }
}
