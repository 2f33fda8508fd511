import Foundation
import OpsChildren
import OpsCore
import OpsStorage
import Testing

@testable import OpsServer

@Suite struct AccessServiceTests {
    static let caller = Caller(identity: .local(user: "op1"), role: .admin)

    static func with(
        production: Bool = false, _ text: String, _ body: (AccessService, TestLedger, String) async throws -> Void
    ) async throws {
        try await TestLedger.with { ground in
            let path = ground.directory.file("keys.env")
            try write(text, path)
            var configuration = ServerConfiguration(stateDirectory: ground.directory.path)
            configuration.envFile = path
            configuration.environment = production ? .production : .development
            try await body(
                AccessService(configuration: configuration, ledger: ground.ledger, logger: TestLedger.logger), ground,
                path)
        }
    }

    static func write(_ text: String, _ path: String, mode: Int = 0o600) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    static func name(_ access: AccessService, _ key: String) async -> String? {
        let credentials = Credentials(key: key, adminKey: nil, peer: nil, address: "192.0.2.1")
        return try? access.identify(credentials).name
    }

    @Test func aReloadAddsAndRemovesAtOnce() async throws {
        try await Self.with("API_KEY_ACME=key-of-acme-0001\n") { access, ground, path in
            try await access.load()
            #expect(await Self.name(access, "key-of-acme-0001") == "acme")
            try Self.write("API_KEY_GLOBEX=key-of-globex-001\n", path)
            let result = try await access.reload(by: Self.caller, requestID: "r")
            #expect(result.added.map(\.tenant) == ["globex"])
            #expect(result.removed.map(\.tenant) == ["acme"])
            #expect(await Self.name(access, "key-of-acme-0001") == nil)
            #expect(await Self.name(access, "key-of-globex-001") == "globex")
            let audit = try await ground.database.read { try AuditRepository().newest(limit: 1, $0) }
            #expect(audit.first?.action == "keys.reload")
            #expect(audit.first?.details.contains("key-of") == false)
        }
    }

    @Test func aFileThatCannotBeReadChangesNothing() async throws {
        try await Self.with("API_KEY_ACME=key-of-acme-0001\n") { access, _, path in
            try await access.load()
            try Self.write("API_KEY_ACME='unterminated\n", path)
            await #expect { try await access.reload(by: Self.caller, requestID: "r") } throws: {
                ($0 as? Refusal)?.code == .validationFailed
            }
            #expect(await Self.name(access, "key-of-acme-0001") == "acme")
            try Self.write("API_KEY_GLOBEX=key-of-globex-001\n", path, mode: 0o666)
            await #expect { try await access.reload(by: Self.caller, requestID: "r") } throws: {
                ($0 as? Refusal)?.code == .validationFailed
            }
            #expect(await Self.name(access, "key-of-acme-0001") == "acme")
        }
    }

    @Test func aReloadThatCannotBeAuditedChangesNothing() async throws {
        try await Self.with("API_KEY_ACME=key-of-acme-0001\n") { access, ground, path in
            try await access.load()
            try Self.write("API_KEY_GLOBEX=key-of-globex-001\n", path)
            ground.database.fail(true)
            await #expect(throws: (any Error).self) { try await access.reload(by: Self.caller, requestID: "r") }
            #expect(await Self.name(access, "key-of-acme-0001") == "acme")
            ground.database.fail(false)
            _ = try await access.reload(by: Self.caller, requestID: "r")
            #expect(await Self.name(access, "key-of-acme-0001") == nil)
        }
    }

    @Test(arguments: ["API_KEY_ACME=ABC123\n", "API_KEY_ACME=short\n"])
    func inProductionABadKeyStopsTheStart(text: String) async throws {
        try await Self.with(production: true, text) { access, _, _ in
            await #expect(throws: ServerStartError.self) { try await access.load() }
        }
    }

    @Test func inProductionABadKeyIsRefusedAtReload() async throws {
        try await Self.with(production: true, "API_KEY_ACME=a-long-enough-key-0001\n") { access, _, path in
            try await access.load()
            try Self.write("API_KEY_ACME=a-long-enough-key-0001\nAPI_KEY_GLOBEX=XYZ789\n", path)
            let result = try await access.reload(by: Self.caller, requestID: "r")
            #expect(result.added.isEmpty)
            #expect(result.rejected.count == 1)
            #expect(await Self.name(access, "XYZ789") == nil)
            #expect(await Self.name(access, "a-long-enough-key-0001") == "acme")
        }
    }

    @Test func theLastOfManyReloadsCounts() async throws {
        try await Self.with("API_KEY_T0=key-of-tenant-000\n") { access, _, path in
            try await access.load()
            for turn in 1...5 {
                try Self.write("API_KEY_T\(turn)=key-of-tenant-00\(turn)\n", path)
                async let first = access.reload(by: Self.caller, requestID: "r")
                async let second = access.reload(by: Self.caller, requestID: "r")
                _ = try await (first, second)
                #expect(await access.tenants.map(\.name) == ["t\(turn)"])
            }
        }
    }
}
