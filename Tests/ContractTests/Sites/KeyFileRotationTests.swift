import Foundation
import OpsChildren
import OpsTestSupport
import Testing

/// `scripts/rotate-keys` on a running server's key file.
@Suite(.serialized, .timeLimit(.minutes(3))) struct KeyFileRotationTests {
    private static func rotate(
        _ site: ServedSite, _ arguments: [String], input: String = "/dev/null"
    ) async throws -> Opstui.Run {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try await Shell.run(
            [root.appendingPathComponent("scripts/rotate-keys").path] + arguments
                + ["--env-file", site.place.envFile, "--socket", site.place.socket], in: site.place,
            environment: ["OPSTUI": try BuiltBinary.opstui], input: input)
    }

    private static func status(_ site: ServedSite, _ key: String) async throws -> Int {
        try await WebClient(port: site.port, key: key).get("/v1/jobs").status
    }

    private static func backups(_ place: Place) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: place.path).filter { $0.hasSuffix(".bak") }
    }

    @Test("A13: tenants are added and rotated with a grace, keys removed; atomically, with a backup, and reloaded")
    func rotation() async throws {
        let site = try await ServedSite.start(in: Place())
        let before = site.place.read("keys.env")
        let brought = try site.place.write("key-of-globex-0123456789\n", to: "a-key")
        let added = try await Self.rotate(site, ["--add-tenants", "globex:-"], input: brought)
        #expect(added.status == .status(0), "\(added.errors)")
        #expect(added.output.isEmpty && !added.errors.contains("key-of-globex"))
        #expect(try await Self.status(site, "key-of-globex-0123456789") == 200)
        let backup = try #require(try Self.backups(site.place).first)
        #expect(site.place.read(backup) == before)
        let mode = try FileManager.default.attributesOfItem(atPath: site.place.file(backup))[.posixPermissions]
        #expect(mode as? Int == 0o600)

        let rotated = try await Self.rotate(site, ["--rotate", "acme", "--grace", "1h"])
        let key = rotated.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(rotated.status == .status(0) && !key.isEmpty && !rotated.errors.contains(key), "\(rotated.errors)")
        for each in [key, ServedSite.tenantKey] { #expect(try await Self.status(site, each) == 200) }
        #expect(try await Self.rotate(site, ["--rotate", "acme", "--grace", "0"]).status == .status(0))
        #expect(try await Self.status(site, key) == 401)

        let list = try await Opstui.run(["keys", "list", "--json", "--socket", site.place.socket], in: site.place)
        let stale = try list.json.items.first { $0["holder"].text == "globex" }?["id"].text
        let removed = try await Self.rotate(site, ["--remove-keys", try #require(stale)])
        #expect(removed.status == .status(0), "\(removed.errors)")
        #expect(try await Self.status(site, "key-of-globex-0123456789") == 401)
        #expect(!site.place.read("keys.env").contains("globex".uppercased()))
        #expect(try Self.backups(site.place).count == 4)
        await site.stop()
    }

    @Test("A13: what is wrong changes nothing; a key is never an argument; without a server the exit code is 2")
    func mistakes() async throws {
        let site = try await ServedSite.start(in: Place())
        let before = site.place.read("keys.env")
        #expect(try await Self.rotate(site, ["--add-tenants", "globex:a-key-0123456789"]).status == .status(64))
        #expect(try await Self.rotate(site, ["--add-tenants", "acme"]).status == .status(1))
        #expect(try await Self.rotate(site, ["--rotate", "nobody"]).status == .status(1))
        #expect(try await Self.rotate(site, ["--remove-keys", "0000000000"]).status == .status(1))
        #expect(try await Self.rotate(site, []).status == .status(64))
        #expect(site.place.read("keys.env") == before)
        #expect(try Self.backups(site.place).isEmpty)
        // A file of the same name elsewhere is not the server's.
        try FileManager.default.createDirectory(
            atPath: site.place.file("other"), withIntermediateDirectories: true)
        let other = try site.place.write(before, to: "other/keys.env")
        for change in [["--rotate", "acme"], ["--add-tenants", "globex"]] {
            let astray = try await Opstui.run(
                ["keys", "edit"] + change + ["--env-file", other, "--socket", site.place.socket], in: site.place)
            #expect(astray.status == .status(1) && astray.errors.contains(site.place.envFile), "\(astray.errors)")
        }
        #expect(site.place.read("other/keys.env") == before)
        // The server judges keys by its own environment; what it leaves out is named, and the exit code says so.
        let twin = try site.place.write("\(ServedSite.operatorKey)\n", to: "twin")
        let refused = try await Self.rotate(site, ["--add-tenants", "twin:-"], input: twin)
        #expect(refused.status == .status(1) && !refused.errors.contains(ServedSite.operatorKey), "\(refused.errors)")
        _ = try site.place.write(before, to: "keys.env")
        await site.stop()
        let alone = try await Self.rotate(site, ["--add-tenants", "globex"])
        #expect(alone.status == .status(2) && alone.errors.contains("next start"))
        #expect(site.place.read("keys.env").contains("API_KEY_GLOBEX="))
        // The file's own ENVIRONMENT counts too.
        let short = try site.place.write("short-key-1\n", to: "short")
        let strict = try site.place.write("ENVIRONMENT=production\n" + before, to: "keys.env")
        let tooShort = try await Self.rotate(site, ["--add-tenants", "tiny:-"], input: short)
        #expect(tooShort.status == .status(1), "\(tooShort.errors)")
        #expect(try String(contentsOfFile: strict, encoding: .utf8) == "ENVIRONMENT=production\n" + before)
    }
}
