import OpsCore
import Testing

@Suite struct KeyRingTests {
    private static let now = WallTime(milliseconds: 1_790_000_000_000)
    private static let secret = KeyIndexSecret()

    private let ring = KeyRing(
        [
            KeyEntry(tenant: "acme", role: .tenant, key: Secret("acme-key-1"), source: ".env"),
            KeyEntry(tenant: "acme", role: .tenant, key: Secret("acme-key-2"), source: ".env", state: .paused),
            KeyEntry(tenant: "globex", role: .tenant, key: Secret("globex-key"), source: ".env", state: .revoked),
            KeyEntry(tenant: "watch", role: .viewer, key: Secret("viewer-key"), source: ".env"),
            KeyEntry(tenant: "op1", role: .operator, key: Secret("op-key"), source: "environment"),
            KeyEntry(tenant: "admin", role: .admin, key: Secret("admin-key"), source: "environment"),
        ], secret: secret)

    @Test func findsKeysAndNothingElse() {
        #expect(ring.match("acme-key-1")?.holder == "acme")
        #expect(ring.match("op-key")?.scope == .operator)
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

    @Test func findsKeysOfTheStoreByTheIdInTheirTextOrByTheirCode() {
        let (id, key) = KeyText.make()
        let brought = Secret("brought-along-0001")
        let rows = [
            Self.stored(id, key), Self.stored(Self.secret.id(of: brought), brought, holder: "imported"),
        ]
        let ring = KeyRing([], stored: rows, secret: Self.secret)
        #expect(ring.match(key.reveal())?.id == id)
        #expect(ring.match(brought.reveal())?.holder == "imported")
        // The right id with a wrong secret is no key; nor is a key under another index that only looks like one.
        let wrong = String(key.reveal().dropLast()) + (key.reveal().hasSuffix("0") ? "1" : "0")
        #expect(ring.match(wrong) == nil)
        #expect(ring.match(KeyText.make().key.reveal()) == nil)
        #expect(KeyRing([], stored: rows).match(brought.reveal()) == nil)
    }

    /// Somebody may move a key that was made here into a file.
    @Test func aKeyOfTheStoresFormMayBeConfigured() {
        let (_, key) = KeyText.make()
        let ring = KeyRing([KeyEntry(tenant: "acme", role: .tenant, key: key, source: ".env")])
        #expect(ring.match(key.reveal())?.source == ".env")
    }

    @Test func theStoreOverridesWhatIsConfigured() {
        let id = Self.secret.id(of: Secret("acme-key-1"))
        var override = KeyRecord(id: id, holder: "acme", scope: .tenant, source: ".env", state: .paused)
        override.successorID = "next"
        override.graceUntil = Self.now
        let ring = KeyRing(
            [KeyEntry(tenant: "acme", role: .tenant, key: Secret("acme-key-1"), source: ".env")],
            stored: [StoredKey(record: override, seal: nil)], secret: Self.secret)
        let record = ring.match("acme-key-1")
        #expect(record?.state == .paused)
        #expect(record?.successorID == "next")
        #expect(record?.standing(at: Self.now) == .ended(.replaced))
        #expect(ring.records.count == 1)
    }

    @Test func holdsNoKeyInTheOpen() {
        var text = ""
        dump(ring, to: &text)
        for key in ["acme-key-1", "globex-key", "op-key", "admin-key"] {
            #expect(!text.contains(key))
            #expect(!text.contains("\(Array(key.utf8))"))
        }
        #expect(!"\(Self.secret)".contains(Self.secret.text.reveal()))
    }

    @Test func publicIdsAreStableUnderOneSecretAndDifferUnderAnother() throws {
        let id = Self.secret.id(of: Secret("acme-key-1"))
        #expect(id.count == KeyText.idLength)
        let isHex = id.allSatisfy(\.isHexDigit)
        #expect(isHex)
        #expect(ring.match("acme-key-1")?.id == id)
        #expect(Self.secret.id(of: Secret("acme-key-2")) != id)
        #expect(try #require(KeyIndexSecret(text: Self.secret.text)).id(of: Secret("acme-key-1")) == id)
        #expect(KeyIndexSecret().id(of: Secret("acme-key-1")) != id)
        for damaged in ["", "zz", "00", String(repeating: "0", count: 66)] {
            #expect(KeyIndexSecret(text: Secret(damaged)) == nil)
        }
    }

    @Test func madeKeysAreLongDifferentAndFitForHeaders() {
        let keys = (0..<200).map { _ in KeyText.make() }
        #expect(Set(keys.map(\.id)).count == keys.count)
        for (id, key) in keys {
            #expect(key.reveal().hasPrefix("ops_\(id)_"))
            #expect(KeyQuality.objection(to: key.reveal(), production: true) == nil)
        }
        #expect(KeyQuality.objection(to: KeyText.makeForFile().reveal(), production: true) == nil)
    }

    @Test func sealsFitTheirKeyAlone() throws {
        let seal = KeySeal(of: Secret("a-key"))
        #expect(seal != KeySeal(of: Secret("a-key")), "each has a salt of its own")
        #expect(KeySeal(saltText: seal.saltText, digestText: seal.digestText) == seal)
        for (salt, digest) in [
            ("", ""), (seal.saltText, "00"), ("xy", seal.digestText), (seal.digestText, seal.saltText),
        ] {
            #expect(KeySeal(saltText: salt, digestText: digest) == nil)
        }
    }

    @Test func countsTenantsAndKeysThatHaveNotEnded() {
        #expect(ring.tenantNames(at: Self.now) == ["acme"])
        #expect(ring.keyCount(at: Self.now) == 4)
        #expect(ring.tenants(at: Self.now).map(\.state) == [.active, .revoked])
        #expect(ring.tenants(at: Self.now).map(\.keyCount) == [2, 0])
    }

    @Test(
        arguments: [
            (nil, nil, nil, false, nil),
            ("op-key", nil, Role.operator, false, nil),
            ("op-key", "admin-key", .admin, true, nil),
            ("acme-key-1", nil, .tenant, false, nil),
            ("acme-key-1", "admin-key", .tenant, true, nil),
            ("viewer-key", "admin-key", .viewer, true, nil),
            ("op-key", "wrong", nil, false, ProblemCode.unauthenticated),
            ("wrong", nil, nil, false, .unauthenticated),
            ("wrong", "admin-key", nil, false, .unauthenticated),
            ("admin-key", nil, nil, false, .unauthenticated),
            (nil, "admin-key", nil, false, .unauthenticated),
            ("acme-key-2", nil, nil, false, .keyPaused),
            ("acme-key-2", "admin-key", nil, false, .keyPaused),
            ("globex-key", nil, nil, false, .keyRevoked),
        ] as [(String?, String?, Role?, Bool, ProblemCode?)])
    func namesTheCaller(
        key: String?, adminKey: String?, role: Role?, holdsAdminKey: Bool, problem: ProblemCode?
    ) throws {
        guard let problem else {
            let caller = try ring.caller(key: key, adminKey: adminKey, at: Self.now)
            #expect(caller?.role == role)
            #expect(caller?.holdsAdminKey ?? false == holdsAdminKey)
            return
        }
        let refusal = try #require(throws: Refusal.self) {
            try ring.caller(key: key, adminKey: adminKey, at: Self.now)
        }
        #expect(refusal.code == problem)
    }

    @Test func timeEndsKeysAndTheRefusalSaysHow() throws {
        let (id, key) = KeyText.make()
        var expiring = Self.stored(id, key)
        expiring.record.expiresAt = Self.now.advanced(seconds: 10)
        let (oldID, oldKey) = KeyText.make()
        var rotated = Self.stored(oldID, oldKey)
        rotated.record.graceUntil = Self.now.advanced(seconds: 20)
        let ring = KeyRing([], stored: [expiring, rotated], secret: Self.secret)
        #expect(ring.nextEnd(after: Self.now) == Self.now.advanced(seconds: 10))
        #expect(ring.nextEnd(after: Self.now.advanced(seconds: 20)) == nil)
        let cases = [(key, 9.999, ""), (key, 10, "expired"), (oldKey, 19.999, ""), (oldKey, 20, "successor")]
        for (key, seconds, word) in cases {
            let time = Self.now.advanced(seconds: seconds)
            guard !word.isEmpty else {
                #expect(try ring.caller(key: key.reveal(), adminKey: nil, at: time)?.role == .tenant)
                continue
            }
            let refusal = try #require(throws: Refusal.self) {
                try ring.caller(key: key.reveal(), adminKey: nil, at: time)
            }
            #expect(refusal.code == .keyRevoked)
            #expect(refusal.detail.contains(word))
        }
    }

    @Test func aReloadSaysWhatChanged() {
        let next = KeyRing(
            [
                KeyEntry(tenant: "acme", role: .tenant, key: Secret("acme-key-1"), source: ".env"),
                KeyEntry(tenant: "initech", role: .tenant, key: Secret("initech-key"), source: ".env"),
                KeyEntry(tenant: "op1", role: .operator, key: Secret("op-key"), source: "environment"),
                KeyEntry(tenant: "admin", role: .admin, key: Secret("another-admin-key"), source: "environment"),
            ], secret: Self.secret)
        let reload = KeyRing.diff(from: ring, to: next, at: Self.now, notes: ["note"])
        #expect(reload.tenants == 2)
        #expect(reload.keys == 3)
        #expect(reload.added.map(\.tenant) == ["initech"])
        #expect(reload.removed.map(\.tenant) == ["acme", "globex", "watch"])
        #expect(reload.unchanged == 2)
        #expect(reload.notes == ["note", "The admin key changed."])
        #expect(KeyRing.diff(from: ring, to: ring, at: Self.now).notes.isEmpty)
    }

    @Test(arguments: [("", "", true), ("a", "a", true), ("a", "b", false), ("a", "ab", false), ("ab", "ba", false)])
    func comparesBytes(a: String, b: String, equal: Bool) {
        #expect(ConstantTime.areEqual(Array(a.utf8), Array(b.utf8)) == equal)
    }

    private static func stored(_ id: String, _ key: Secret, holder: String = "acme") -> StoredKey {
        StoredKey(
            record: KeyRecord(id: id, holder: holder, scope: .tenant, source: KeyRecord.storeSource),
            seal: KeySeal(of: key))
    }
}
