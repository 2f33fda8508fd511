import Foundation
import OpsChildren
import OpsTestSupport
import Testing

/// Keys made and unmade while a server runs, over HTTP and by the command line, which share one path.
@Suite(.serialized, .timeLimit(.minutes(4))) struct KeyAdministrationTests {
    private static func keys(_ site: ServedSite, _ arguments: [String], input: String = "/dev/null") async throws
        -> Opstui.Run
    {
        try await Opstui.run(
            ["keys"] + arguments + ["--socket", site.place.socket], in: site.place, input: input)
    }

    private static func status(_ site: ServedSite, _ key: String) async throws -> Int {
        try await WebClient(port: site.port, key: key).get("/v1/jobs").status
    }

    @Test("B3: a key is made, rotated with a grace, paused, resumed and revoked over HTTP; it is shown once")
    func overHTTP() async throws {
        let site = try await ServedSite.start(in: Place(), environment: ["RATE_LIMIT_OPS": "200/minute"])
        let made = try await site.admin.post("/v1/keys", "{\"holder\":\"globex\"}")
        #expect(made.status == 201)
        #expect(made.header("cache-control")?.contains("no-store") == true)
        let key = try #require(try made.json["key"].text)
        let id = try #require(try made.json["status"]["id"].text)
        #expect(try await Self.status(site, key) == 200)
        let list = try await site.admin.get("/v1/keys")
        #expect(list.status == 200 && !list.body.contains(key) && !list.body.contains(ServedSite.tenantKey))
        #expect(try list.json.item(id)["state"].text == "active")
        #expect(try await site.admin.get("/ops/tenants").json.item("globex")["key_count"].number == 1)

        #expect(try await site.admin.post("/v1/keys/\(id)/pause").status == 200)
        let paused = try await WebClient(port: site.port, key: key).get("/v1/jobs")
        #expect(paused.status == 403 && paused.code == "KEY_PAUSED")
        #expect(try await site.admin.get("/ops/tenants").json.item("globex")["state"].text == "paused")
        #expect(try await site.admin.post("/v1/keys/\(id)/resume").status == 200)
        #expect(try await Self.status(site, key) == 200)

        let rotated = try await site.admin.post("/v1/keys/\(id)/rotate")
        let next = try #require(try rotated.json["key"].text)
        #expect(rotated.status == 201 && next != key)
        for each in [key, next] { #expect(try await Self.status(site, each) == 200, "both while the grace lasts") }

        #expect(try await site.admin.post("/v1/keys/\(id)/revoke").status == 200)
        let revoked = try await WebClient(port: site.port, key: key).get("/v1/jobs")
        #expect(revoked.status == 401 && revoked.code == "KEY_REVOKED")
        #expect(try await Self.status(site, next) == 200)
        #expect(try await site.admin.post("/v1/keys/\(id)/resume").status == 409)
        #expect(try await site.admin.post("/v1/keys/no-such-key/pause").status == 404)
        for body in [
            "{}", "{\"holder\":\"\"}", "{\"holder\":\"a\",\"scope\":\"root\"}", "{\"holder\":\"a\",\"key\":\"\"}",
        ] {
            #expect(try await site.admin.post("/v1/keys", body).status == 422, "\(body)")
        }
        await site.stop()
        for secret in [key, next, ServedSite.adminKey, ServedSite.tenantKey] {
            #expect(!site.accessLog.contains(secret) && !site.program.output.contains(secret))
        }
    }

    @Test("Least privilege: a tenant's key beside the admin key opens the admin routes and nothing of the plant")
    func leastPrivilege() async throws {
        let site = try await ServedSite.start(in: Place(), environment: ["RATE_LIMIT_OPS": "200/minute"])
        let both = WebClient(port: site.port, key: ServedSite.tenantKey, adminKey: ServedSite.adminKey)
        #expect(try await both.get("/ops/tenants").status == 200)
        #expect(try await both.post("/ops/reload-auth").status == 200)
        #expect(try await both.post("/valves/v-1/actuate", "{\"action\":\"open\"}").status == 403)
        #expect(try await both.get("/valves").status == 403)
        #expect(try await both.post("/v1/keys", "{\"holder\":\"me\",\"scope\":\"operator\"}").status == 403)
        #expect(try await both.post("/v1/keys", "{\"holder\":\"me\"}").status == 201)
        #expect(try await site.operator.post("/v1/keys", "{\"holder\":\"me\"}").status == 403)
        await site.stop()
    }

    @Test("The command line does the same over the socket: JSON on request, the code and exit 1 where it is refused")
    func byCommand() async throws {
        let site = try await ServedSite.start(in: Place())
        let added = try await Self.keys(site, ["add", "globex", "--scope", "viewer", "--expires", "90d"])
        #expect(added.status == .status(0), "\(added.errors)")
        let key = added.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(key.hasPrefix("ops_") && !added.errors.contains(key))
        #expect(try await WebClient(port: site.port, key: key).get("/valves").status == 200)
        let brought = try site.place.write("brought-along-0123456789\n", to: "a-key")
        #expect(try await Self.keys(site, ["add", "initech", "-"], input: brought).output == "")
        #expect(try await Self.status(site, "brought-along-0123456789") == 200)
        #expect(try await Self.keys(site, ["add", "initech", "secret-as-argument"]).status == .status(64))

        let list = try await Self.keys(site, ["list", "--json"])
        let ids = try list.json.items.filter { $0["holder"].text == "globex" }.compactMap { $0["id"].text }
        let id = try #require(ids.first)
        #expect(!list.output.contains(key))
        #expect(try await Self.keys(site, ["list"]).output.contains("globex"))
        #expect(try await Self.keys(site, ["pause", "globex"]).status == .status(0))
        #expect(try await WebClient(port: site.port, key: key).get("/valves").code == "KEY_PAUSED")
        #expect(try await Self.keys(site, ["resume", id]).status == .status(0))
        let rotated = try await Self.keys(site, ["rotate", id, "--grace", "0", "--json"])
        #expect(try rotated.json["key"].text != nil)
        #expect(try await WebClient(port: site.port, key: key).get("/valves").code == "KEY_REVOKED")
        let again = try await Self.keys(site, ["rotate", id])
        #expect(again.status == .status(1) && again.errors.contains("STATE_CHANGED"))
        #expect(try await Self.keys(site, ["revoke", "acme"]).status == .status(0))
        #expect(try await Self.status(site, ServedSite.tenantKey) == 401)
        #expect(try await Self.keys(site, ["reload"]).output.contains("tenants"))
        #expect(try await Self.keys(site, ["revoke", "nobody"]).errors.contains("RESOURCE_NOT_FOUND"))
        let tenants = try await Opstui.run(["tenant", "list", "--socket", site.place.socket], in: site.place)
        #expect(tenants.status == .status(0) && tenants.output.contains("initech"))
        await site.stop()
        #expect(try await Self.keys(site, ["list"]).status == .status(2))
    }

    @Test("B3: what was decided about a file's key, and keys of the store, survive a restart")
    func restart() async throws {
        let first = try await ServedSite.start(in: Place())
        #expect(try await Self.keys(first, ["pause", "acme"]).status == .status(0))
        let key = try await Self.keys(first, ["add", "globex"]).output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try await Self.status(first, key) == 200)
        await first.stop()
        let second = try await ServedSite.start(in: first.place, keys: nil)
        #expect(try await WebClient(port: second.port, key: ServedSite.tenantKey).get("/v1/jobs").code == "KEY_PAUSED")
        let listed = try await Self.keys(second, ["list", "--json"]).json.items.first { $0["holder"].text == "globex" }
        #expect(listed?["last_used_at"].number != nil, "seen before the restart")
        #expect(try await Self.status(second, key) == 200)
        await second.stop()
    }

    @Test("A4: keys of the process environment outlive a reload, and the answer says so; a file made later is read")
    func environmentAndLateFile() async throws {
        let place = try Place()
        let site = try await ServedSite.start(
            in: place, keys: ["API_ADMIN_KEY=\(ServedSite.adminKey)"],
            environment: ["API_KEYS": "console:\(ServedSite.operatorKey)", "API_KEY_TEMP": "temp-key-0123456789"])
        _ = try place.write("API_ADMIN_KEY=\(ServedSite.adminKey)\nAPI_KEY_LATE=late-key-0123456789\n", to: "keys.env")
        let answer = try await site.admin.post("/ops/reload-auth").json
        #expect(answer["added"].items.map { $0["source"].text } == ["keys.env"])
        #expect(answer["notes"].items.contains { $0.text?.contains("API_KEY_TEMP") == true })
        for key in ["temp-key-0123456789", "late-key-0123456789"] {
            #expect(try await Self.status(site, key) == 200)
        }
        try FileManager.default.removeItem(atPath: place.envFile)
        #expect(try await site.admin.post("/ops/reload-auth").status == 422, "a file that is gone changes nothing")
        #expect(try await Self.status(site, "late-key-0123456789") == 200)
        await site.stop()
    }
}
