import OpsCore
import Testing

@Suite struct KeySourcesTests {
    private struct Missing: Error, CustomStringConvertible { var description = "no such file" }

    private func entries(
        _ environment: [String: String], _ file: String = "", production: Bool = false, files: [String: String] = [:]
    ) throws -> KeySources.Result {
        KeySources.entries(
            environment: environment, envFile: try EnvFile.parse(text: file), production: production
        ) { path in
            guard let text = files[path] else { throw Missing() }
            return text
        }
    }

    private func summary(_ result: KeySources.Result) -> [String] {
        result.entries.map { "\($0.tenant) \($0.role.rawValue) \($0.key.reveal()) \($0.source)" }
    }

    @Test func findsKeysInBothPlaces() throws {
        let result = try entries(
            ["API_KEY_ACME": "a1", "PATH": "/bin", "API_ADMIN_KEY": "root1"],
            "API_KEY_GLOBEX=g1\nAPI_KEYS=x1, alice:x2 ,,x3\nOTHER=1")
        #expect(
            summary(result) == [
                "admin admin root1 environment", "operator1 operator x1 .env", "alice operator x2 .env",
                "operator3 operator x3 .env", "acme tenant a1 environment", "globex tenant g1 .env",
            ])
        #expect(result.rejected.isEmpty)
        #expect(result.entries.map(\.variable).prefix(2) == ["API_ADMIN_KEY", "API_KEYS"])
        #expect(result.notes.count == 1)
        #expect(result.notes[0].contains("API_ADMIN_KEY, API_KEY_ACME"))
        #expect(!result.notes[0].contains("GLOBEX") && !result.notes[0].contains("root1"))
    }

    @Test func switchesAndFileVariablesAreNoTenants() throws {
        let result = try entries(
            ["API_KEY_ENABLED": "true", "API_KEY_ACME_FILE": "/run/acme", "API_KEY_": "x", "API_KEY_FILE": "/x"],
            files: ["/run/acme": "secret-of-acme\n", "/x": "never read"])
        #expect(summary(result) == ["acme tenant secret-of-acme /run/acme"])
    }

    @Test func aFileThatCannotBeReadIsRejectedWithTheReason() throws {
        let result = try entries(["API_KEY_ACME_FILE": "/nowhere"])
        #expect(result.entries.isEmpty)
        #expect(
            result.rejected == [.init(source: "API_KEY_ACME_FILE", reason: "its file cannot be read: no such file")])
    }

    @Test func aFaultyValueInAWorkingKeysPlaceIsNoticed() throws {
        let old = try entries([:], "API_KEY_ACME=a1\nAPI_KEYS=x1,x2\nAPI_ADMIN_KEY=root1").entries
        func ends(_ file: String) throws -> Bool { try entries([:], file).endsKey(of: old) }
        #expect(try ends("API_KEY_ACME_FILE=/nowhere\nAPI_KEYS=x1,x2\nAPI_ADMIN_KEY=root1"))
        #expect(try ends("API_KEY_ACME=a1\nAPI_KEYS=x1,b c!:x2\nAPI_ADMIN_KEY=root1"))
        #expect(try ends("API_KEY_ACME=a1\nAPI_KEYS=x1,x2\nAPI_ADMIN_KEY_FILE=/nowhere"))
        #expect(try !ends("API_KEY_ACME=a1\nAPI_KEYS=x1,x2\nAPI_ADMIN_KEY=root1\nAPI_KEY_NEW_FILE=/nowhere"))
        #expect(try !ends("API_KEYS=x1,x2"), "a line that is taken out is a wish")
    }

    @Test func aKeyInForceStaysWithItsHolder() throws {
        let old = try entries([:], "API_KEY_ACME=a1").entries
        let next = KeySources.entries(
            environment: [:], envFile: try EnvFile.parse(text: "API_KEY_AAA=a1\nAPI_KEY_ACME=a1"), inForce: old
        ) { _ in throw Missing() }
        #expect(summary(next) == ["acme tenant a1 .env"])
        #expect(next.rejected == [.init(source: "API_KEY_AAA", reason: "the same key is already set by API_KEY_ACME")])
        #expect(!next.endsKey(of: old))
    }

    @Test func aStoredKeyIsNotTakenOverByAVariable() throws {
        let (secret, key) = (KeyIndexSecret(), Secret("brought-key-0123456789"))
        let record = KeyRecord(id: secret.id(of: key), holder: "globex", scope: .tenant, source: KeyRecord.storeSource)
        let stored = [StoredKey(record: record, seal: KeySeal(of: key))]
        let ring = KeyRing(try entries([:], "API_KEY_ACME=\(key.reveal())").entries, stored: stored, secret: secret)
        #expect(ring.match(key.reveal())?.holder == "globex")
        let diff = KeyRing.diff(from: ring, to: ring, at: WallTime(milliseconds: 0))
        #expect(diff.rejected.map(\.source) == ["API_KEY_ACME"])
        #expect(
            KeyRing(try entries([:], "API_KEY_GLOBEX=\(key.reveal())").entries, stored: stored, secret: secret)
                .match(key.reveal())?.source == ".env")
    }

    @Test func theEnvironmentWinsAndTheNoteSaysSo() throws {
        let result = try entries(["API_KEY_ACME": "old"], "API_KEY_ACME=new")
        #expect(summary(result) == ["acme tenant old environment"])
        #expect(result.notes.count == 2)
        #expect(result.notes[0].contains("a reload cannot change it"))
        #expect(!result.notes[0].contains("new"))
        #expect(try entries(["API_KEY_ACME": "same"], "API_KEY_ACME=same").notes.count == 1)
    }

    @Test func ofTwoLinesTheLaterCounts() throws {
        #expect(summary(try entries([:], "API_KEY_ACME=one\nAPI_KEY_ACME=two")) == ["acme tenant two .env"])
    }

    @Test func oneKeyHasOneHolder() throws {
        let result = try entries(["API_KEY_ACME": "same", "API_KEY_GLOBEX": "same"])
        #expect(summary(result) == ["acme tenant same environment"])
        #expect(
            result.rejected == [.init(source: "API_KEY_GLOBEX", reason: "the same key is already set by API_KEY_ACME")])
    }

    @Test(arguments: ["ABC123", "XYZ789", "NEWKEY123", "CHANGE_ME_IN_PROD", "change_me_in_prod", "fifteen-chars-k"])
    func productionRefusesDemoAndShortKeys(key: String) throws {
        let result = try entries(["API_KEY_ACME": key], production: true)
        #expect(result.entries.isEmpty)
        #expect(result.rejected.map(\.source) == ["API_KEY_ACME"])
        #expect(result.rejected.allSatisfy { !$0.reason.contains(key) })
        #expect(try entries(["API_KEY_ACME": key]).entries.count == 1)
    }

    @Test func productionTakesSixteenCharacters() throws {
        #expect(try entries(["API_KEY_ACME": "sixteen-chars-ok"], production: true).entries.count == 1)
    }

    @Test(arguments: ["white space", "tab\tkey", "ключ", "a\nb"])
    func keysThatNoHeaderCarriesAreRefused(key: String) throws {
        #expect(try entries(["API_KEY_ACME": key]).rejected.count == 1)
    }

    @Test func aNameWithTheEndOfAGraceHoldsAnOldKey() throws {
        let result = try entries([:], "API_KEY_ACME=new\nAPI_KEY_ACME_UNTIL_20261122T053000Z=old")
        #expect(summary(result) == ["acme tenant new .env", "acme tenant old .env"])
        #expect(result.entries.map(\.graceUntil?.milliseconds) == [nil, 1_795_325_400_000])
    }

    @Test func anEmptyVariableSetsNothing() throws {
        let result = try entries(["API_KEY_ACME": "", "API_ADMIN_KEY": "", "API_KEYS": " , "])
        #expect(result.entries.isEmpty)
        #expect(result.rejected.isEmpty)
    }

    @Test func strangeTenantNamesAreRefused() throws {
        #expect(try entries(["API_KEY_a\u{1B}[2J": "key"]).rejected.map(\.source) == ["API_KEY_a␛[2J"])
    }
}
