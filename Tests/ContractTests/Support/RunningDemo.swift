import Foundation
import OpsChildren
import OpsTestSupport

/// A running `opstui demo` without a screen: broker, Redis, plant, server; its addresses from `--endpoints`.
final class RunningDemo: Sendable {
    let place: Place
    let program: Background
    let endpoints: JSON

    private init(place: Place, program: Background, endpoints: JSON) {
        self.place = place
        self.program = program
        self.endpoints = endpoints
    }

    /// What every demo of a test is told.
    static func arguments(_ place: Place, scenario: String = "calm", traffic: Bool = true) throws -> [String] {
        let words = [
            try BuiltBinary.opstui, "demo", "--scenario", scenario, "--socket", place.socket, "--endpoints",
            place.file("endpoints.json"), "--seconds", "900",
        ]
        return traffic ? words : words + ["--no-traffic"]
    }

    /// Starts one and waits until every valve has reported. `faults` as `--fault` takes them.
    static func start(in place: Place, traffic: Bool = true, faults: [String] = []) async throws -> RunningDemo {
        let program = try await Background.start(
            try arguments(place, traffic: traffic) + ["--headless"] + faults.flatMap { ["--fault", $0] }, in: place,
            name: "demo")
        let endpoints = try await ready(place) { program.process.isRunning ? nil : program.output }
        let http = endpoints["http"]
        TestLogs.note(
            http["operator_key"].text, http["admin_key"].text, http["keys"]["acme"].text,
            endpoints["mqtt"]["password"].text)
        return RunningDemo(place: place, program: program, endpoints: endpoints)
    }

    /// The addresses of the demo in this place, once it is up and its plant has spoken.
    static func ready(_ place: Place, ended: () -> String?) async throws -> JSON {
        try await eventually(within: .seconds(90), "the demo writing its endpoints") {
            if let why = ended() { throw NeverHeldStart(description: why) }
            return !place.read("endpoints.json").isEmpty
        }
        try await eventually(within: .seconds(90), "every valve of the demo fresh") {
            let valves = try await Opstui.status(socket: place.socket, in: place)?["valves"].items ?? []
            return valves.count >= 6 && valves.allSatisfy { $0["quality"].text == "good" && $0["stale"].flag == false }
        }
        return try JSON.parse(place.read("endpoints.json"))
    }

    var port: Int { Int(endpoints["http"]["port"].number ?? 0) }
    var tenant: WebClient { WebClient(port: port, key: endpoints["http"]["keys"]["acme"].text) }
    var `operator`: WebClient { WebClient(port: port, key: endpoints["http"]["operator_key"].text) }
    var admin: WebClient {
        WebClient(
            port: port, key: endpoints["http"]["operator_key"].text, adminKey: endpoints["http"]["admin_key"].text)
    }
    var brokerPID: pid_t { pid_t(endpoints["mqtt"]["pid"].number ?? 0) }
    var redisPID: pid_t { pid_t(endpoints["redis"]["pid"].number ?? 0) }

    /// Host, port and account of the broker as the mosquitto clients take them.
    var brokerArguments: [String] {
        let mqtt = endpoints["mqtt"]
        return [
            "-h", mqtt["host"].text ?? "", "-p", "\(Int(mqtt["port"].number ?? 0))", "-u", mqtt["username"].text ?? "",
            "-P", mqtt["password"].text ?? "",
        ]
    }

    func status() async throws -> JSON? { try await Opstui.status(socket: place.socket, in: place) }

    @discardableResult
    func stop() async -> ChildExit {
        // A demo takes its own directory, and the log in it, away at its end.
        TestLogs.keepAll(below: place.path)
        return await program.end()
    }
}
