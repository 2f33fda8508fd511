import Foundation
import OpsChildren
import OpsCore
import OpsTestSupport
import Testing

/// What must survive a restart does, on SQLite and on PostgreSQL.
@Suite(.timeLimit(.minutes(3))) struct RestartTests {
    @Test(
        "A signal that comes as soon as the server says where it serves is heard",
        arguments: [SIGTERM, SIGINT, SIGHUP])
    func heardAtOnce(_ signal: Int32) async throws {
        let site = try await ServedSite.start(in: Place())
        if signal == SIGHUP {
            kill(site.program.pid, signal)
            try await eventually("the keys read again") { site.program.output.contains("keys reloaded") }
        }
        #expect(await site.program.end(signal == SIGHUP ? SIGTERM : signal) == .status(0))
    }

    @Test("A17: incidents, alerts, jobs and the audit chain survive a restart on SQLite, after a clean stop")
    func sqlite() async throws { try await survives([:], signal: SIGTERM) }

    @Test("A17: and after SIGKILL")
    func sqliteKilled() async throws { try await survives([:], signal: SIGKILL) }

    @Test("A17: the same on a real PostgreSQL by DATABASE_URL")
    func postgres() async throws {
        try await TestPostgres.with { postgres in
            try await survives(["DATABASE_URL": postgres.url], signal: SIGTERM)
        }
    }

    private static let configuration = "valves:\n  - {id: v-1, travel_sec: 5}\nrule_files: [rules.yml]\n"
    /// Holds at once, so that there is an incident.
    private static let rules = """
        groups:
          - name: test
            interval: 1s
            rules:
              - alert: AlwaysFiring
                expr: api_keys_count > 0
                labels: {severity: critical}
                annotations: {summary: "on purpose"}
        """

    private func survives(_ environment: [String: String], signal: Int32) async throws {
        let place = try Place()
        _ = try place.write(Self.rules, to: "rules.yml")
        let first = try await ServedSite.start(in: place, configuration: Self.configuration, environment: environment)
        let incident = try await acknowledgedIncident(first)
        let job = try #require(
            try await first.tenant.post("/v1/jobs", "{\"kind\":\"enrich\",\"input\":{\"domain\":\"a.example\"}}").json[
                "id"
            ].text)
        #expect(try await first.admin.post("/ops/reload-auth", nil, ["x-request-id": "before-restart"]).status == 200)
        let audit = try await first.operator.get("/v1/audit?limit=1000").json.items
        try await eventually("a sample is taken") { try await Self.keyCounts(first, before: Date()).isEmpty == false }
        let stopped = Date()
        let exit = await first.program.end(signal)
        #expect(signal == SIGKILL || exit == .status(0))

        let second = try await ServedSite.start(in: place, configuration: Self.configuration, environment: environment)
        let after = try await second.operator.get("/incidents/\(incident)").json
        #expect(after["owner"].text == "kim" && after["status"].text == "acknowledged")
        #expect(try await second.tenant.get("/v1/jobs/\(job)").status == 200)
        let later = try await second.operator.get("/v1/audit?limit=1000").json.items
        #expect(later.contains { $0["request_id"].text == "before-restart" })
        #expect(audit.count >= 2 && later.count >= audit.count)
        for entry in audit { #expect(later.contains(entry), "an entry is lost or changed: \(entry)") }
        try await expectChain(second)
        // A clean stop keeps the graphs; a killed server has what its last regular snapshot held.
        if signal == SIGTERM { #expect(try await !Self.keyCounts(second, before: stopped).isEmpty) }
        await second.stop()
    }

    /// Samples of one own metric that were taken before a time.
    private static func keyCounts(_ site: ServedSite, before: Date) async throws -> [JSON] {
        let end = before.timeIntervalSince1970
        let answer = try await site.operator.get(
            "/api/v1/query?query=api_keys_count[1h]&time=\(String(format: "%.3f", end))")
        return answer.body.isEmpty ? [] : try answer.json["data"]["result"].items
    }

    /// Waits for the incident, and makes it somebody's.
    private func acknowledgedIncident(_ site: ServedSite) async throws -> Int {
        var id = 0
        try await eventually(within: .seconds(90), "an incident") {
            id = Int(try await site.operator.get("/incidents").json.items.first?["id"].number ?? 0)
            return id > 0
        }
        let update = try await site.operator.post(
            "/incidents/\(id)/update", "{\"status\":\"acknowledged\",\"owner\":\"kim\",\"note\":\"looking\"}")
        #expect(update.status == 200, "\(update.body)")
        return id
    }

    /// The entries, as they went over the wire, make an unbroken chain from the first.
    private func expectChain(_ site: ServedSite) async throws {
        let body = try await site.operator.get("/v1/audit?limit=1000").body
        let newestFirst = try OpsJSON.decoder().decode([AuditEntry].self, from: Data(body.utf8))
        guard case .intact(let end) = AuditChain.verify(newestFirst.reversed()) else {
            Issue.record("the chain is broken: \(AuditChain.verify(newestFirst.reversed()))")
            return
        }
        #expect(end.sequence == newestFirst.first?.sequence)
    }
}
