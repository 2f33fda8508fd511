import Foundation
import OpsChildren
import OpsCore
import Testing

@testable import OpsServer

/// Administration of keys on a real store.
@Suite struct KeyServiceTests {
    static let admin = Caller(identity: .local(user: "op1"), role: .admin)

    static func with(
        _ text: String = "API_KEY_ACME=key-of-acme-0001\n",
        _ body: (AccessService, TestLedger, String) async throws -> Void
    ) async throws {
        try await AccessServiceTests.with(text) { access, ground, path in
            try await access.load()
            try await body(access, ground, path)
        }
    }

    /// The role that a key has, or the code of its refusal.
    static func verdict(_ access: AccessService, _ key: String) -> String {
        do {
            let credentials = Credentials(key: key, adminKey: nil, peer: nil, address: "192.0.2.1")
            return try access.identify(credentials).role?.rawValue ?? "none"
        } catch {
            return error.code.rawValue
        }
    }

    static func restarted(_ ground: TestLedger, _ path: String) async throws -> AccessService {
        var configuration = ServerConfiguration(stateDirectory: ground.directory.path)
        configuration.envFile = path
        let access = AccessService(configuration: configuration, ledger: ground.ledger, logger: TestLedger.logger)
        try await access.load()
        return access
    }

    static func make(
        _ access: AccessService, _ wish: KeyCreation = KeyCreation(holder: "acme"), by caller: Caller = admin
    ) async throws -> (id: String, key: String) {
        let issued = try await access.create(wish, by: caller, requestID: "r")
        return (issued.status.id, issued.key ?? "")
    }

    @Test func aKeyWorksAtOnceAndAfterARestartAndIsNowhereInTheOpen() async throws {
        try await Self.with { access, ground, path in
            let (id, key) = try await Self.make(access, KeyCreation(holder: "Globex", scope: .viewer))
            #expect(Self.verdict(access, key) == "viewer")
            let listed = try #require(await access.keys().first { $0.id == id })
            #expect(listed.holder == "globex" && listed.source == "store" && listed.state == .active)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: ground.directory.file("test.sqlite")))
            #expect(bytes.range(of: Data(key.utf8)) == nil)
            let audit = try await ground.database.read { try AuditRepository().newest(limit: 1, $0) }
            #expect(audit.first?.action == "keys.create" && audit.first?.subject == "key/\(id)")
            #expect(audit.first?.details.contains(key) == false)
            #expect(Self.verdict(try await Self.restarted(ground, path), key) == "viewer")
        }
    }

    @Test func statesAnswerAsThePapersSay() async throws {
        try await Self.with { access, _, _ in
            let (id, key) = try await Self.make(access)
            func change(_ change: KeyChange) async throws {
                _ = try await access.change(id, change, "keys.test", by: Self.admin, requestID: "r")
            }
            try await change(.pause)
            #expect(Self.verdict(access, key) == "KEY_PAUSED")
            try await change(.resume)
            #expect(Self.verdict(access, key) == "tenant")
            try await change(.revoke)
            #expect(Self.verdict(access, key) == "KEY_REVOKED")
            await #expect { try await change(.resume) } throws: { ($0 as? Refusal)?.code == .stateChanged }
            await #expect {
                _ = try await access.change("nobody", .pause, "a", by: Self.admin, requestID: "r")
            } throws: { ($0 as? Refusal)?.code == .resourceNotFound }
        }
    }

    @Test func bothKeysWorkWhileTheGraceLasts() async throws {
        try await Self.with { access, ground, _ in
            let (id, key) = try await Self.make(access)
            let issued = try await access.rotate(
                id, KeyRotation(graceSeconds: 600), by: Self.admin, requestID: "r")
            let next = try #require(issued.key)
            #expect(issued.replaced?.successorId == issued.status.id)
            #expect(Self.verdict(access, key) == "tenant" && Self.verdict(access, next) == "tenant")
            #expect(await access.tenants.first { $0.name == "acme" }?.keyCount == 3)
            ground.clock.advance(by: .seconds(601))
            #expect(Self.verdict(access, key) == "KEY_REVOKED")
            #expect(Self.verdict(access, next) == "tenant")
            #expect(await access.tenants.first { $0.name == "acme" }?.keyCount == 2)
            let last = try await access.rotate(
                issued.status.id, KeyRotation(graceSeconds: 0), by: Self.admin, requestID: "r")
            #expect(Self.verdict(access, next) == "KEY_REVOKED")
            #expect(Self.verdict(access, try #require(last.key)) == "tenant")
        }
    }

    @Test func aDayOfGraceUnlessSaidOtherwise() async throws {
        try await Self.with { access, ground, _ in
            let (id, key) = try await Self.make(access)
            _ = try await access.rotate(id, KeyRotation(), by: Self.admin, requestID: "r")
            ground.clock.advance(by: .seconds(86_390))
            #expect(Self.verdict(access, key) == "tenant")
            ground.clock.advance(by: .seconds(20))
            #expect(Self.verdict(access, key) == "KEY_REVOKED")
        }
    }

    @Test func expiryEndsAKeyAndItsSuccessorLivesAsLong() async throws {
        try await Self.with { access, ground, _ in
            let (id, key) = try await Self.make(access, KeyCreation(holder: "acme", expiresInSeconds: 100))
            ground.clock.advance(by: .seconds(50))
            let next = try await access.rotate(id, KeyRotation(), by: Self.admin, requestID: "r")
            ground.clock.advance(by: .seconds(51))
            #expect(Self.verdict(access, key) == "KEY_REVOKED")
            #expect(Self.verdict(access, try #require(next.key)) == "tenant")
            ground.clock.advance(by: .seconds(50))
            #expect(Self.verdict(access, try #require(next.key)) == "KEY_REVOKED")
            let statuses = await access.keys()
            #expect(statuses.first { $0.id == next.status.id }?.ended == .expired)
        }
    }

    /// A key of a file that is paused or revoked stays so, whatever is restarted and reloaded.
    @Test(arguments: [(KeyChange.pause, "KEY_PAUSED"), (.revoke, "KEY_REVOKED")])
    func configuredKeysObeyAsWell(change: KeyChange, code: String) async throws {
        try await Self.with { access, ground, path in
            let id = try #require(await access.keys().first { $0.variable == "API_KEY_ACME" }?.id)
            _ = try await access.change(id, change, "keys.test", by: Self.admin, requestID: "r")
            #expect(Self.verdict(access, "key-of-acme-0001") == code)
            _ = try await access.reload(by: Self.admin, requestID: "r")
            #expect(Self.verdict(access, "key-of-acme-0001") == code)
            let after = try await Self.restarted(ground, path)
            #expect(Self.verdict(after, "key-of-acme-0001") == code)
            #expect(await after.keys().first { $0.id == id }?.variable == "API_KEY_ACME")
        }
    }

    @Test func aConfiguredKeyIsSucceededByOneOfTheStore() async throws {
        try await Self.with { access, ground, path in
            let id = try #require(await access.keys().first?.id)
            let issued = try await access.rotate(id, KeyRotation(graceSeconds: 60), by: Self.admin, requestID: "r")
            let after = try await Self.restarted(ground, path)
            #expect(Self.verdict(after, "key-of-acme-0001") == "tenant")
            ground.clock.advance(by: .seconds(61))
            #expect(Self.verdict(after, "key-of-acme-0001") == "KEY_REVOKED")
            #expect(Self.verdict(after, try #require(issued.key)) == "tenant")
        }
    }

    @Test func aKeyThatWasBroughtIsTakenOnce() async throws {
        try await Self.with { access, ground, path in
            let wish = KeyCreation(holder: "acme", key: "brought-along-0001")
            let issued = try await access.create(wish, by: Self.admin, requestID: "r")
            #expect(issued.key == nil)
            #expect(Self.verdict(access, "brought-along-0001") == "tenant")
            #expect(Self.verdict(try await Self.restarted(ground, path), "brought-along-0001") == "tenant")
            let refused: [(String, ProblemCode)] = [
                ("brought-along-0001", .stateChanged), ("key-of-acme-0001", .stateChanged), ("", .validationFailed),
                ("white space", .validationFailed),
            ]
            for (key, code) in refused {
                await #expect {
                    try await access.create(KeyCreation(holder: "acme", key: key), by: Self.admin, requestID: "r")
                } throws: { ($0 as? Refusal)?.code == code }
            }
        }
    }

    @Test(
        arguments: [
            (.tenant, .tenant, true), (.tenant, .viewer, false), (.tenant, .operator, false),
            (.operator, .operator, true), (.operator, .admin, false), (.admin, .admin, true),
        ] as [(Role, Role, Bool)])
    func nobodyHandsOutMoreThanTheyHave(role: Role, scope: Role, may: Bool) async throws {
        try await Self.with { access, _, _ in
            let caller = Caller(identity: .key(tenant: "t", keyID: "k"), role: role, holdsAdminKey: true)
            let wish = KeyCreation(holder: "x", scope: scope)
            guard may else {
                await #expect { try await access.create(wish, by: caller, requestID: "r") } throws: {
                    ($0 as? Refusal)?.code == .forbidden
                }
                // Nor by rotating somebody else's, nor by waking it up.
                let (id, _) = try await Self.make(access, wish)
                await #expect(throws: Refusal.self) {
                    try await access.rotate(id, KeyRotation(), by: caller, requestID: "r")
                }
                _ = try await access.change(id, .pause, "keys.test", by: caller, requestID: "r")
                await #expect(throws: Refusal.self) {
                    try await access.change(id, .resume, "keys.test", by: caller, requestID: "r")
                }
                return
            }
            #expect(try await Self.make(access, wish, by: caller).key.isEmpty == false)
        }
    }

    @Test(
        arguments: [
            KeyCreation(holder: ""), KeyCreation(holder: "a b"), KeyCreation(holder: String(repeating: "a", count: 65)),
            KeyCreation(holder: "a\u{1B}[2J"), KeyCreation(holder: "a", expiresInSeconds: 0),
            KeyCreation(holder: "a", expiresInSeconds: .max),
        ])
    func senselessWishesAreRefused(wish: KeyCreation) async throws {
        try await Self.with { access, _, _ in
            await #expect { try await access.create(wish, by: Self.admin, requestID: "r") } throws: {
                ($0 as? Refusal)?.code == .validationFailed
            }
            let id = try #require(await access.keys().first?.id)
            for grace in [-1, 2_592_001, Int.max] {
                await #expect(throws: Refusal.self) {
                    try await access.rotate(id, KeyRotation(graceSeconds: grace), by: Self.admin, requestID: "r")
                }
            }
        }
    }

    @Test func whatCannotBeStoredIsNotDone() async throws {
        try await Self.with { access, ground, _ in
            let (id, key) = try await Self.make(access)
            ground.database.fail(true)
            await #expect(throws: (any Error).self) {
                try await access.change(id, .revoke, "keys.revoke", by: Self.admin, requestID: "r")
            }
            await #expect(throws: (any Error).self) {
                try await access.rotate(id, KeyRotation(graceSeconds: 0), by: Self.admin, requestID: "r")
            }
            let before = await access.keys().count
            await #expect(throws: (any Error).self) { try await Self.make(access) }
            #expect(await access.keys().count == before)
            #expect(Self.verdict(access, key) == "tenant")
        }
    }

    @Test func usesAreStoredOnceAMinuteAlsoThoseOfConfiguredKeys() async throws {
        try await Self.with { access, ground, path in
            let (id, key) = try await Self.make(access)
            _ = (Self.verdict(access, key), Self.verdict(access, "key-of-acme-0001"))
            let listed = await access.keys()
            #expect(listed.allSatisfy { $0.lastUsedAt != nil })
            ground.database.fail(true)
            await access.upkeep()
            ground.database.fail(false)
            #expect(try await Self.restarted(ground, path).keys().allSatisfy { $0.lastUsedAt == nil })
            await access.upkeep()
            let after = try await Self.restarted(ground, path)
            #expect(await after.keys().map(\.lastUsedAt) == listed.map(\.lastUsedAt))
            #expect(await after.keys().contains { $0.id == id })
        }
    }

    @Test func anotherServersChangesAreTakenIn() async throws {
        try await Self.with { access, ground, path in
            let other = try await Self.restarted(ground, path)
            let (id, key) = try await Self.make(access)
            #expect(Self.verdict(other, key) == "UNAUTHENTICATED")
            await other.upkeep()
            #expect(Self.verdict(other, key) == "tenant")
            _ = try await other.change(id, .revoke, "keys.revoke", by: Self.admin, requestID: "r")
            await access.upkeep()
            #expect(Self.verdict(access, key) == "KEY_REVOKED")
        }
    }
}
