import Foundation
import Glibc
import OpsTestSupport
import Testing

@testable import OpsChildren

@Suite struct ServersTests {
    @Test func aMissingProgramNamesItsPackage() {
        let error = #expect(throws: ChildError.self) {
            try ProgramFinder.require("no-such-server", package: "some-package")
        }
        #expect(error?.description == "no-such-server is not installed: apt-get install some-package")
    }

    @Test func freePortsAreFree() throws {
        let port = try FreePort.find()
        #expect((1...65_535).contains(port))
        #expect(!FreePort.isListening(port))
    }

    @Test func mosquittoComesBackAtTheSamePort() async throws {
        try await TestBroker.with { broker in
            #expect(FreePort.isListening(broker.port))
            let before = broker.server.pid
            try await broker.server.restart()
            #expect(broker.server.pid != before)
            #expect(FreePort.isListening(broker.port))
            await broker.stop()
            #expect(!FreePort.isListening(broker.port))
        }
    }

    @Test func aTakenPortIsSaid() async throws {
        try await TestBroker.with { broker in
            let error = await #expect(throws: ChildError.self) { try await TestBroker.start(port: broker.port) }
            #expect(error?.description.contains("in use") == true)
        }
    }

    @Test func accountsMayDoOnlyWhatTheirListSays() async throws {
        let (first, second) = ("\(UInt64.random(in: 0...UInt64.max))", "\(UInt64.random(in: 0...UInt64.max))")
        let writer = MosquittoAccount(username: "writer", password: first, acl: [.write("a/#")])
        let reader = MosquittoAccount(username: "reader", password: second, acl: [.read("a/#")])
        try await TestBroker.with(accounts: [writer, reader]) { broker in
            #expect(try await publish(broker, "writer", first, "a/1") == .status(0))
            #expect(try await publish(broker, nil, nil, "a/1") != .status(0))
            #expect(try await publish(broker, "writer", "wrong", "a/1") != .status(0))
            let stored = try FileManager.default.contentsOfDirectory(atPath: broker.directory.path)
                .compactMap { try? String(contentsOfFile: broker.directory.file($0), encoding: .utf8) }
            #expect(!stored.contains { $0.contains(first) || $0.contains(second) })
        }
    }

    @Test(arguments: ["", "a\nb", "a:b", "#a"])
    func accountsThatTheFilesCannotHoldAreRefused(name: String) {
        #expect(throws: ChildError.self) { try MosquittoAccount(username: name, password: "p", acl: []).check() }
    }

    @Test func redisAnswersOnItsSocketAlone() async throws {
        try await TestRedis.with { redis in
            let tool = try ProgramFinder.require("redis-cli", package: "redis-tools")
            let launch = ChildLaunch(program: tool, arguments: ["-s", redis.server.socketPath, "ping"])
            #expect(try await ToolRun.succeed(launch, in: redis.directory) == "PONG\n")
            try await redis.server.restart()
            #expect(try await ToolRun.succeed(launch, in: redis.directory) == "PONG\n")
        }
    }

    @Test func postgresAnswersOnItsSocketAndKeepsItsDataOverARestart() async throws {
        try await TestPostgres.with { postgres in
            #expect(try await query(postgres, "create table t(n int); insert into t values (41)").contains("INSERT"))
            try await postgres.server.restart()
            #expect(try await query(postgres, "select n + 1 from t") == "42\n")
        }
    }

    @Test func postgresLeavesNothingBehind() async throws {
        let postgres = try await TestPostgres.start()
        let home = postgres.server.socketDirectory
        #expect(FileManager.default.fileExists(atPath: home))
        await postgres.stop()
        #expect(!FileManager.default.fileExists(atPath: home))
    }

    private func query(_ postgres: TestPostgres, _ text: String) async throws -> String {
        let tool = try ProgramFinder.require("psql", package: "postgresql-client")
        let launch = ChildLaunch(program: tool, arguments: ["-X", "-A", "-t", "-c", text, postgres.url])
        return try await ToolRun.succeed(launch, in: postgres.directory)
    }

    private func publish(
        _ broker: TestBroker, _ name: String?, _ password: String?, _ topic: String
    ) async throws -> ChildExit {
        let tool = try ProgramFinder.require("mosquitto_pub", package: "mosquitto-clients")
        var arguments = ["-p", "\(broker.port)", "-t", topic, "-m", "x", "-q", "1"]
        if let name, let password { arguments += ["-u", name, "-P", password] }
        return try await ToolRun.run(ChildLaunch(program: tool, arguments: arguments), in: broker.directory).exit
    }
}
