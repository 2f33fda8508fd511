import OpsCore
import Testing

/// Changes to the keys of an environment file.
@Suite struct KeyFileTests {
    private static let now = WallTime(milliseconds: 1_790_000_000_000)

    private static func change(_ text: String, production: Bool = false) throws -> KeyFileChange {
        KeyFileChange(try EnvFileEdit(text: text), at: now, production: production)
    }

    private static func entries(_ text: String, at now: WallTime = now) throws -> [String] {
        let found = KeySources.entries(environment: [:], envFile: try EnvFile.parse(text: text)) { _ in "" }
        let ring = KeyRing(found.entries)
        return found.entries.compactMap { entry in
            guard ring.match(entry.key.reveal())?.standing(at: now) == .active else { return nil }
            return "\(entry.tenant):\(entry.key.reveal())"
        }.sorted()
    }

    @Test func linesThatAreNotTouchedStayAsTheyAre() throws {
        let text = "# keys\n\nexport API_KEY_ACME = 'one'  # acme's\nOTHER=\"a b\"\nAPI_KEY_ACME=two"
        var edit = try EnvFileEdit(text: text)
        #expect(edit.text == text + "\n")
        edit.set("API_KEY_ACME", to: "three")
        #expect(edit.text == "# keys\n\nOTHER=\"a b\"\nAPI_KEY_ACME=three\n")
        edit.set("NEW", to: "x")
        let removals = [edit.remove("OTHER"), edit.remove("OTHER")]
        #expect(removals == [true, false])
        #expect(edit.text == "# keys\n\nAPI_KEY_ACME=three\nNEW=x\n")
        #expect(throws: EnvFileError.self) { try EnvFileEdit(text: "A='unterminated") }
    }

    @Test(arguments: ["plain", "a#b", "a'b", "a\"b$c\\d", "a'\"$\\#b", "==", "", "!%&()*;<>?@[]^`{|}~"])
    func whatIsWrittenReadsBack(value: String) throws {
        var edit = try EnvFileEdit(text: "")
        edit.set("K", to: value)
        #expect(EnvFile.values(of: try EnvFile.parse(text: edit.text)) == ["K": value])
    }

    @Test func addsATenantOnce() throws {
        var change = try Self.change("API_KEY_ACME=one\n")
        try change.add(tenant: "globex", key: Secret("key-of-globex"))
        #expect(try Self.entries(change.edit.text) == ["acme:one", "globex:key-of-globex"])
        for (tenant, key) in [
            ("acme", "another"), ("initech", "one"), ("enabled", "k"), ("a b", "k"), ("x_file", "k"), ("", "k"),
            ("initech", "has a\tblank"), ("x_until_20261122T053000Z", "k"),
        ] {
            let objection = try #require(throws: KeyFileChange.Objection.self) {
                try change.add(tenant: tenant, key: Secret(key))
            }
            #expect(!objection.description.contains(key) || key.count < 4, "\(objection)")
        }
        var strict = try Self.change("", production: true)
        #expect(throws: KeyFileChange.Objection.self) { try strict.add(tenant: "acme", key: Secret("ABC123")) }
    }

    @Test func aRotatedKeyWorksBesideTheNewOneUntilItsGraceIsOver() throws {
        var change = try Self.change("API_KEY_ACME=old#1\n")
        try change.rotate(tenant: "acme", to: Secret("new"), graceSeconds: 3600)
        let text = change.edit.text
        #expect(try Self.entries(text) == ["acme:new", "acme:old#1"])
        #expect(try Self.entries(text, at: Self.now.advanced(seconds: 3600)) == ["acme:new"])
        #expect(try Self.entries(text, at: Self.now.advanced(seconds: 3599)).count == 2)
        // The next rotation takes away what is over.
        var later = KeyFileChange(
            try EnvFileEdit(text: text), at: Self.now.advanced(seconds: 4000), production: false)
        try later.rotate(tenant: "ACME", to: Secret("newest"), graceSeconds: 60)
        #expect(later.edit.names.count == 2)
        #expect(!later.edit.text.contains("old"))
    }

    @Test func withoutGraceTheOldKeyIsGone() throws {
        var change = try Self.change("API_KEY_ACME=old\n")
        try change.rotate(tenant: "acme", to: Secret("new"), graceSeconds: 0)
        #expect(change.edit.text == "API_KEY_ACME=new\n")
        #expect(throws: KeyFileChange.Objection.self) {
            try change.rotate(tenant: "nobody", to: Secret("new"), graceSeconds: 0)
        }
    }

    @Test func removesALineOrAMemberOfTheList() throws {
        var change = try Self.change("API_KEY_ACME=one\nAPI_KEYS=k1,ana:k2,k3\n")
        try change.remove(variable: "API_KEY_ACME", holder: "acme")
        try change.remove(variable: "API_KEYS", holder: "operator1")
        #expect(try Self.entries(change.edit.text) == ["ana:k2", "operator3:k3"])
        try change.remove(variable: "API_KEYS", holder: "ana")
        try change.remove(variable: "API_KEYS", holder: "operator3")
        #expect(change.edit.text == "")
        for (variable, holder) in [("API_KEY_ACME", "acme"), ("API_KEYS", "ana")] {
            #expect(throws: KeyFileChange.Objection.self) {
                try change.remove(variable: variable, holder: holder)
            }
        }
        var twins = try Self.change("API_KEYS=ana:k1,ana:k2\n")
        #expect(throws: KeyFileChange.Objection.self) { try twins.remove(variable: "API_KEYS", holder: "ana") }
    }

    @Test(
        arguments: [
            ("API_KEY_ACME_UNTIL_20260921T132640Z", "API_KEY_ACME", 1_789_997_200_000),
            ("X_UNTIL_20240229T235959Z", "X", 1_709_251_199_000), ("X_UNTIL_19700101T000000Z", "X", 0),
            ("X_UNTIL_20000301T000000Z", "X", 951_868_800_000),
            ("X_UNTIL_20241301T000000Z", nil, 0), ("X_UNTIL_2024010T0000000Z", nil, 0),
            ("X_UNTIL_20240101T240000Z", nil, 0), ("_UNTIL_20240101T000000Z", nil, 0), ("API_KEY_ACME", nil, 0),
        ] as [(String, String?, Int64)])
    func readsTheEndOfAGrace(name: String, rest: String?, milliseconds: Int64) {
        let found = GraceSuffix.split(name)
        #expect(found?.name == rest)
        guard let found, let rest else { return }
        #expect(found.until.milliseconds == milliseconds)
        #expect(rest + GraceSuffix.text(found.until) == name)
    }
}
