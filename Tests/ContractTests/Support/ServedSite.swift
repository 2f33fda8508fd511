import OpsChildren
import OpsTestSupport

/// A running `opstui serve` with keys, socket, state and port of its own.
final class ServedSite: Sendable {
    static let tenantKey = "tenant-key-0123456789abcdef"
    static let operatorKey = "operator-key-0123456789abcdef"
    static let adminKey = "admin-key-0123456789abcdef"

    /// A tenant, an operator and the admin key.
    static let keys = [
        "API_KEY_ACME=\(tenantKey)", "API_KEYS=console:\(operatorKey)", "API_ADMIN_KEY=\(adminKey)",
    ]

    let place: Place
    let program: Background
    let port: Int

    private init(place: Place, program: Background, port: Int) {
        self.place = place
        self.program = program
        self.port = port
    }

    /// Starts it and waits until it says where it serves.
    ///
    /// - Parameters:
    ///   - keys: the lines of its key file; nil leaves the file as it is.
    ///   - configuration: the text of its configuration file.
    static func start(
        in place: Place, keys: [String]? = ServedSite.keys, configuration: String = "",
        environment: [String: String] = [:]
    ) async throws -> ServedSite {
        TestLogs.note(settings: keys ?? [])
        if let keys { _ = try place.write(keys.joined(separator: "\n") + "\n", to: "keys.env") }
        let file = try place.write(configuration, to: "config.yaml")
        let more = ["LOG_FILE": place.file("access.log"), "RATE_LIMIT_AUTH": "1000/minute"].merging(environment) { $1 }
        let program = try await Background.start(
            [
                try BuiltBinary.opstui, "serve", "--listen", "127.0.0.1:0", "--socket", place.socket, "--state-dir",
                place.state, "--env-file", place.envFile, "--config", file,
            ], in: place, environment: more, name: "serve")
        try await eventually(within: .seconds(90), "the server serving; it says: \(program.output)") {
            guard program.process.isRunning else { throw NeverHeldStart(description: program.output) }
            return program.number(after: "http://127.0.0.1:") != nil
        }
        return ServedSite(place: place, program: program, port: program.number(after: "http://127.0.0.1:") ?? 0)
    }

    /// Nobody known.
    var stranger: WebClient { WebClient(port: port) }
    var tenant: WebClient { WebClient(port: port, key: Self.tenantKey) }
    var `operator`: WebClient { WebClient(port: port, key: Self.operatorKey) }
    var admin: WebClient { WebClient(port: port, key: Self.operatorKey, adminKey: Self.adminKey) }

    var accessLog: String { place.read("access.log") }

    func status() async throws -> JSON? { try await Opstui.status(socket: place.socket, in: place) }

    @discardableResult
    func stop() async -> ChildExit { await program.end() }
}

/// A server that ended instead of serving, with what it said.
struct NeverHeldStart: Error, CustomStringConvertible {
    let description: String
}
