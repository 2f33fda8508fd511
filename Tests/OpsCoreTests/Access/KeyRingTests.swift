import OpsCore
import Testing

@Suite struct KeyRingTests {
    private let ring = KeyRing([
        KeyEntry(tenant: "acme", role: .tenant, key: Secret("acme-key-1"), source: ".env"),
        KeyEntry(tenant: "acme", role: .tenant, key: Secret("acme-key-2"), source: ".env", state: .paused),
        KeyEntry(tenant: "globex", role: .tenant, key: Secret("globex-key"), source: ".env", state: .revoked),
        KeyEntry(tenant: "op1", role: .operator, key: Secret("op-key"), source: "environment"),
        KeyEntry(tenant: "admin", role: .admin, key: Secret("admin-key"), source: "environment"),
    ])

    @Test func findsKeysAndNothingElse() {
        #expect(ring.match("acme-key-1")?.tenant == "acme")
        #expect(ring.match("op-key")?.role == .operator)
        #expect(ring.match("globex-key")?.state == .revoked)
        for wrong in [
            "", "acme-key", "acme-key-1 ", "ACME-KEY-1", "admin-key", String(repeating: "x", count: 1_000_000),
        ] {
            #expect(ring.match(wrong) == nil)
        }
        #expect(ring.isAdminKey("admin-key"))
        #expect(!ring.isAdminKey("op-key"))
        #expect(!ring.isAdminKey(""))
    }

    @Test func holdsNoKeyInTheOpen() {
        var text = ""
        dump(ring, to: &text)
        for key in ["acme-key-1", "globex-key", "op-key", "admin-key"] {
            #expect(!text.contains(key))
            #expect(!text.contains("\(Array(key.utf8))"))
        }
    }

    @Test func keyIdsAreEightHexDigitsAndStable() {
        let id = KeyRing.keyId(of: Secret("acme-key-1"))
        #expect(id.count == 8)
        let isHex = id.allSatisfy(\.isHexDigit)
        #expect(isHex)
        #expect(ring.match("acme-key-1")?.keyId == id)
        #expect(KeyRing.keyId(of: Secret("acme-key-2")) != id)
    }

    @Test func countsTenantsAndKeys() {
        #expect(ring.tenantNames == ["acme", "globex"])
        #expect(ring.keyCount == 4)
        #expect(ring.tenants.map(\.state) == [.active, .revoked])
        #expect(ring.tenants.map(\.keyCount) == [2, 1])
    }

    @Test(
        arguments: [
            (nil, nil, nil, nil),
            ("op-key", nil, Role.operator, nil),
            ("op-key", "admin-key", .admin, nil),
            ("acme-key-1", nil, .tenant, nil),
            ("acme-key-1", "admin-key", nil, ProblemCode.forbidden),
            ("op-key", "wrong", nil, .unauthenticated),
            ("wrong", nil, nil, .unauthenticated),
            ("wrong", "admin-key", nil, .unauthenticated),
            ("admin-key", nil, nil, .unauthenticated),
            (nil, "admin-key", nil, .unauthenticated),
            ("acme-key-2", nil, nil, .keyPaused),
            ("globex-key", nil, nil, .keyRevoked),
        ] as [(String?, String?, Role?, ProblemCode?)])
    func namesTheCaller(key: String?, adminKey: String?, role: Role?, problem: ProblemCode?) throws {
        guard let problem else {
            #expect(try ring.caller(key: key, adminKey: adminKey)?.role == role)
            return
        }
        let refusal = try #require(throws: Refusal.self) { try ring.caller(key: key, adminKey: adminKey) }
        #expect(refusal.code == problem)
    }

    @Test func theLowestRoleThatAnAdminKeyRaisesCanBeSet() throws {
        #expect(try ring.caller(key: "acme-key-1", adminKey: "admin-key", adminFrom: .tenant)?.role == .admin)
    }

    @Test func aReloadSaysWhatChanged() {
        let next = KeyRing([
            KeyEntry(tenant: "acme", role: .tenant, key: Secret("acme-key-1"), source: ".env"),
            KeyEntry(tenant: "initech", role: .tenant, key: Secret("initech-key"), source: ".env"),
            KeyEntry(tenant: "op1", role: .operator, key: Secret("op-key"), source: "environment"),
        ])
        let reload = KeyRing.diff(from: ring, to: next, notes: ["note"])
        #expect(reload.tenants == 2)
        #expect(reload.keys == 3)
        #expect(reload.added.map(\.tenant) == ["initech"])
        #expect(reload.removed.map(\.tenant) == ["acme", "globex"])
        #expect(reload.unchanged == 2)
        #expect(reload.notes == ["note"])
    }

    @Test(arguments: [("", "", true), ("a", "a", true), ("a", "b", false), ("a", "ab", false), ("ab", "ba", false)])
    func comparesBytes(a: String, b: String, equal: Bool) {
        #expect(ConstantTime.areEqual(Array(a.utf8), Array(b.utf8)) == equal)
    }
}
