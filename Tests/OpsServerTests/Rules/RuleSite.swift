import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import OpsChildren
import OpsCore
import OpsMetrics
import OpsTestSupport
import Testing

@testable import OpsServer

/// A whole server core on rule files that a test rewrites, with nothing around it.
final class RuleSite: Sendable {
    let directory: OpsChildren.PrivateDirectory
    private let patterns: [String]
    private let configure: @Sendable (inout ServerConfiguration, OpsChildren.PrivateDirectory) -> Void
    private let running = Guarded<ServerRuntime?>(nil)

    private init(
        patterns: [String],
        configure: @escaping @Sendable (inout ServerConfiguration, OpsChildren.PrivateDirectory) -> Void
    ) throws {
        directory = try OpsChildren.PrivateDirectory()
        self.patterns = patterns
        self.configure = configure
    }

    static func with(
        _ files: [String: String], patterns: [String] = ["rules.yml"],
        configure: @escaping @Sendable (inout ServerConfiguration, OpsChildren.PrivateDirectory) -> Void = { _, _ in },
        _ body: (RuleSite) async throws -> Void
    ) async throws {
        let site = try RuleSite(patterns: patterns, configure: configure)
        defer { site.directory.remove() }
        for (name, text) in files { try site.write(name, text) }
        try await site.start()
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(site))
        } catch {
            result = .failure(error)
        }
        await site.running.value?.stop()
        try result.get()
    }

    func start() async throws {
        var configuration = ServerConfiguration(stateDirectory: directory.file("state"))
        configuration.socketPath = directory.file("s.sock")
        configuration.ruleFiles = patterns.map(directory.file)
        // The rules of the test alone.
        try write("objectives.yaml", "")
        configuration.objectiveFile = directory.file("objectives.yaml")
        if FileManager.default.fileExists(atPath: directory.file("scrape.yml")) {
            configuration.scrapeFile = directory.file("scrape.yml")
        }
        configuration.forState.gracePeriod = .seconds(1)
        configure(&configuration, directory)
        let server = try await ServerRuntime.start(configuration, logger: TestLedger.logger)
        running.with { $0 = server }
    }

    func stop() async throws {
        await running.value?.stop()
        running.with { $0 = nil }
    }

    var core: OperationsCore { get throws { try #require(running.value).core } }
    var rules: RuleService { get throws { try #require(try core.rules) } }

    /// Replaces a file at once, as a careful editor does.
    func write(_ name: String, _ text: String) throws {
        let url = URL(fileURLWithPath: directory.file(name))
        try Data(text.utf8).write(to: url, options: .atomic)
    }

    /// The alerts of the rules by name; of each name there is one here.
    func alerts() async throws -> [String: AlertInstance] {
        let alerts = try await rules.ruleGroups().flatMap(\.alerts).flatMap { $0 }
        return Dictionary(alerts.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The state of an alert that people see; nil where there is none.
    func shown(_ name: String) async throws -> AlertState? {
        try await core.snapshot().alerts.first { $0.name == name }?.state
    }

    func gauge(_ name: String, _ labels: [(String, String)] = []) throws -> Double? {
        try core.registry.samples().first { sample in
            sample.0["__name__"] == name && labels.allSatisfy { sample.0[$0.0] == $0.1 }
        }?.1
    }

    /// How many rules of a group of the file were evaluated.
    func evaluations(of group: String) throws -> Double {
        try core.registry.samples().first { sample in
            sample.0["__name__"] == "prometheus_rule_evaluations_total"
                && sample.0["rule_group"]?.hasSuffix("rules.yml;\(group)") == true
        }?.1 ?? 0
    }

    /// A request over the socket, as the server's own user.
    func ask(_ method: HTTPMethod, _ path: String) async throws -> (status: Int, body: String) {
        let socket = directory.file("s.sock").replacingOccurrences(of: "/", with: "%2F")
        var request = HTTPClientRequest(url: "http+unix://\(socket)\(path)")
        request.method = method
        request.headers.add(name: "host", value: "localhost")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 4_000_000)
        return (Int(response.status.code), String(buffer: bytes))
    }
}
