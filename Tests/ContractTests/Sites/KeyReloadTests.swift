import Foundation
import Glibc
import OpsChildren
import OpsTestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct KeyReloadTests {
    @Test("A4: a reload makes a new key work at once and an old one stop; it answers what changed, never a key")
    func reload() async throws {
        let site = try await ServedSite.start(in: Place())
        let (old, new) = (ServedSite.tenantKey, "rotated-key-0123456789abcdef")
        #expect(try await WebClient(port: site.port, key: new).get("/v1/jobs").status == 401)
        _ = try site.place.write(site.place.read("keys.env").replacingOccurrences(of: old, with: new), to: "keys.env")
        #expect(try await WebClient(port: site.port, key: old).get("/v1/jobs").status == 200, "before the reload")
        #expect(try await site.operator.post("/ops/reload-auth").status == 403, "without the admin key")
        let reply = try await site.admin.post("/ops/reload-auth")
        #expect(reply.status == 200)
        let answer = try reply.json
        #expect(answer["tenants"].number != nil && answer["keys"].number != nil)
        #expect(answer["added"].items.count == 1 && answer["removed"].items.count == 1)
        #expect(answer["added"].items.first?["tenant"].text == "acme")
        #expect(!reply.body.contains(new) && !reply.body.contains(old))
        #expect(try await WebClient(port: site.port, key: new).get("/v1/jobs").status == 200)
        #expect(try await WebClient(port: site.port, key: old).get("/v1/jobs").status == 401)
        await site.stop()
    }

    @Test("A4: SIGHUP reloads as well; a file that cannot be read changes nothing and says so")
    func hangup() async throws {
        let site = try await ServedSite.start(in: Place())
        _ = try site.place.write(site.place.read("keys.env") + "API_KEY_NEW=new-key-0123456789\n", to: "keys.env")
        site.program.process.kill(SIGHUP)
        try await eventually("the new key") {
            try await WebClient(port: site.port, key: "new-key-0123456789").get("/v1/jobs").status == 200
        }
        _ = try site.place.write("API_KEY_ACME=\"unterminated\nAPI", to: "keys.env")
        let reply = try await site.admin.post("/ops/reload-auth")
        #expect(reply.status == 422, "\(reply.body)")
        #expect(try await site.tenant.get("/v1/jobs").status == 200)
        await site.stop()
    }

    @Test("A4: a value that cannot be accepted does not end the working key in its place; SIGHUP logs why")
    func faultyValue() async throws {
        let site = try await ServedSite.start(in: Place())
        let faulty = site.place.read("keys.env").replacingOccurrences(
            of: "API_KEY_ACME=\(ServedSite.tenantKey)", with: "API_KEY_ACME_FILE=/nowhere/acme")
        _ = try site.place.write(faulty, to: "keys.env")
        let reply = try await site.admin.post("/ops/reload-auth")
        #expect(reply.status == 422 && reply.body.contains("API_KEY_ACME_FILE"), "\(reply.body)")
        site.program.process.kill(SIGHUP)
        try await eventually("the reason in the log") {
            site.place.read("access.log").components(separatedBy: "a key is rejected").count > 2
        }
        #expect(try await site.tenant.get("/v1/jobs").status == 200)
        await site.stop()
    }
}
