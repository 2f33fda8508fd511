import Foundation
import OpsChildren
import OpsTestSupport
import Testing

/// The papers' own commands, by curl, against a server with its defaults.
@Suite(.serialized, .timeLimit(.minutes(3))) struct PaperCommandTests {
    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../scripts/verify").standardizedFileURL.path

    /// The statuses of so many calls of one route.
    private static func curl(
        _ times: Int, _ path: String, _ options: [String], at site: ServedSite
    ) async throws -> [String] {
        var statuses: [String] = []
        for _ in 0..<times {
            let run = try await Shell.run(
                ["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--max-time", "60"]
                    + options + ["http://127.0.0.1:\(site.port)\(path)"], in: site.place, timeout: .seconds(90))
            statuses.append(run.output)
        }
        return statuses
    }

    @Test("A5: 8 calls of /ops/model-status give 5 × 200 and 3 × 429") func modelStatus() async throws {
        let site = try await ServedSite.start(in: Place())
        let statuses = try await Self.curl(
            8, "/ops/model-status", ["-H", "x-api-key: \(ServedSite.tenantKey)"], at: site)
        #expect(statuses == Array(repeating: "200", count: 5) + Array(repeating: "429", count: 3))
        await site.stop()
    }

    @Test("C2: the 11th actuation gets 429") func actuations() async throws {
        let site = try await ServedSite.start(in: Place())
        let statuses = try await Self.curl(
            11, "/valves/v-101/actuate", ["-X", "POST", "-H", "x-api-key: \(ServedSite.operatorKey)"], at: site)
        #expect(statuses.prefix(10).allSatisfy { $0 != "429" } && statuses.last == "429", "\(statuses)")
        await site.stop()
    }

    @Test("A4, A6: a new API_KEY_TEMP works after a reload, the removed one stops; tenants are names without keys")
    func reload() async throws {
        let site = try await ServedSite.start(in: Place())
        let temporary = "temporary-key-0123456789"
        let asTemporary = ["-H", "x-api-key: \(temporary)"]
        let asAdmin = ["-H", "x-api-key: \(ServedSite.operatorKey)", "-H", "x-admin-key: \(ServedSite.adminKey)"]
        let before = site.place.read("keys.env")
        _ = try site.place.write(before + "API_KEY_TEMP=\(temporary)\n", to: "keys.env")
        #expect(try await Self.curl(1, "/v1/jobs", asTemporary, at: site) == ["401"])
        #expect(try await Self.curl(1, "/ops/reload-auth", ["-X", "POST"] + asAdmin, at: site) == ["200"])
        #expect(try await Self.curl(1, "/v1/jobs", asTemporary, at: site) == ["200"])
        let tenants = try await site.admin.get("/ops/tenants")
        #expect(tenants.body.contains("\"temp\"") && !tenants.body.contains(temporary))
        _ = try site.place.write(before, to: "keys.env")
        #expect(try await Self.curl(1, "/ops/reload-auth", ["-X", "POST"] + asAdmin, at: site) == ["200"])
        #expect(try await Self.curl(1, "/v1/jobs", asTemporary, at: site) == ["401"])
        await site.stop()
    }

    @Test("A12: one script verifies a running instance, and says what failed") func verify() async throws {
        let site = try await ServedSite.start(in: Place())
        let key = try site.place.write(ServedSite.operatorKey + "\n", to: "key")
        let admin = try site.place.write(ServedSite.adminKey + "\n", to: "admin")
        let script = Self.script
        let url = "http://127.0.0.1:\(site.port)"
        let good = try await Shell.run(
            [script, "--key-file", key, "--admin-key-file", admin, url], in: site.place, timeout: .seconds(60))
        #expect(good.status == .status(0), "\(good.output)")
        #expect(good.output.contains("0 failed") && !good.output.contains(ServedSite.operatorKey))
        let wrong = try await Shell.run(
            [script, "--key-file", "-", url], in: site.place,
            input: try site.place.write("no-such-key-0123456789\n", to: "wrong"), timeout: .seconds(60))
        #expect(wrong.status == .status(1) && wrong.output.contains("FAIL  valves can be read"), "\(wrong.output)")
        await site.stop()
        let gone = try await Shell.run([script, url], in: site.place, timeout: .seconds(60))
        #expect(gone.status == .status(2))
    }
}
