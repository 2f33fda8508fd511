import Foundation
import OpsChildren
import OpsCore
import Testing

@testable import OpsServer

/// Starting and ending a whole server.
@Suite struct ServerRuntimeTests {
    static func with(_ body: (ServerConfiguration, OpsChildren.PrivateDirectory) async throws -> Void) async throws {
        let directory = try OpsChildren.PrivateDirectory()
        defer { directory.remove() }
        var configuration = ServerConfiguration(stateDirectory: directory.file("state"))
        configuration.socketPath = directory.file("s.sock")
        configuration.mqtt = BrokerSettings(host: "127.0.0.1", port: 1)
        configuration.redisURL = Secret("unix://\(directory.file("no-redis.sock"))")
        configuration.upstream = UpstreamSettings(name: "enrich", url: "http://127.0.0.1:1")
        try await body(configuration, directory)
    }

    @Test func everythingAroundItMayBeAbsent() async throws {
        try await Self.with { configuration, directory in
            let server = try await ServerRuntime.start(configuration, logger: TestLedger.logger)
            #expect(FileManager.default.fileExists(atPath: directory.file("s.sock")))
            await server.stop()
            await server.stop()
            #expect(server.failure == nil)
            #expect(!FileManager.default.fileExists(atPath: directory.file("s.sock")))
            // An ended server has nobody attached and nothing under way, however it ended.
            await server.idle()
        }
    }

    @Test func aStartThatFailsLeavesNothingBehind() async throws {
        try await Self.with { configuration, directory in
            var bad = configuration
            bad.environment = .production
            bad.keyEnvironment = ["API_KEY_ACME": "ABC123"]
            await #expect(throws: ServerStartError.self) {
                try await ServerRuntime.start(bad, logger: TestLedger.logger)
            }
            bad = configuration
            bad.ruleFiles = [directory.file("no-such-rules.yml")]
            await #expect(throws: ServerStartError.self) {
                try await ServerRuntime.start(bad, logger: TestLedger.logger)
            }
            bad = configuration
            bad.socketPath = directory.file("no-such-directory/s.sock")
            await #expect(throws: (any Error).self) {
                try await ServerRuntime.start(bad, logger: TestLedger.logger)
            }
            // The state was let go of: the next start finds it free.
            let server = try await ServerRuntime.start(configuration, logger: TestLedger.logger)
            await server.stop()
        }
    }
}
