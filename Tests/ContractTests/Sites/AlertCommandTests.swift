import Foundation
import OpsChildren
import OpsTestSupport
import Testing

/// `opstui alert` against a server of its own: the same API as the dashboard's keys, with exit codes for scripts.
@Suite(.serialized, .timeLimit(.minutes(3))) struct AlertCommandTests {
    private static let rules = """
        groups:
          - name: test
            interval: 1s
            rules:
              - alert: AlwaysFiring
                expr: api_keys_count > 0
                labels: {severity: critical, source: plant, seg: "7"}
                annotations: {summary: "on purpose"}
        """

    @Test("T7: an alert is listed, acknowledged, shelved and refused to resolve by the command line")
    func commands() async throws {
        let place = try Place()
        _ = try place.write(Self.rules, to: "rules.yml")
        let site = try await ServedSite.start(in: place, configuration: "rule_files: [rules.yml]\n")
        func alert(_ arguments: String...) async throws -> Opstui.Run {
            try await Opstui.run(["alert"] + arguments + ["--socket", place.socket], in: place)
        }
        try await eventually(within: .seconds(60), "it is listed") {
            try await alert("list", "--source", "plant").output.contains("AlwaysFiring")
        }
        let list = try await alert("list")
        #expect(list.status == .status(0) && list.output.contains("1 alarms in 10 min, aim 1"), "\(list.output)")
        #expect(try await alert("list", "--json").json.items.first?["state"].text == "active")
        let refused = try await alert("resolve", "AlwaysFiring")
        #expect(refused.status == .status(1) && refused.errors.contains("CONDITION_ACTIVE"), "\(refused.errors)")
        #expect(try await alert("shelve", "AlwaysFiring", "--for", "13h").status == .status(64))
        let shelved = try await alert("shelve", "AlwaysFiring", "--for", "10m", "--reason", "known", "--json")
        #expect(try shelved.json["state"].text == "shelved" && shelved.json["standing"].text == "active")
        let put = try await alert("list")
        #expect(put.output.contains("1 shelved") && put.output.contains("shelved 9m by"), "\(put.output)")
        #expect(try await site.operator.get("/v1/alarms").json["shelved"].number == 1)
        #expect(try await alert("show", "AlwaysFiring").output.contains("known"))
        #expect(try await Opstui.run(["status", "--socket", place.socket], in: place).output.contains("1 shelved"))
        #expect(try await alert("unshelve", "AlwaysFiring").output.contains("active"))
        #expect(try await alert("ack", "AlwaysFiring", "--json").json["state"].text == "acknowledged")
        #expect(try await alert("out-of-service", "AlwaysFiring").status == .status(64), "it needs a reason")
        let out = try await alert("out-of-service", "AlwaysFiring", "--reason", "repair", "--json")
        #expect(try out.json["state"].text == "out_of_service")
        #expect(try await alert("return", "AlwaysFiring").output.contains("acknowledged"))
        let unknown = try await alert("ack", "Nothing")
        #expect(unknown.status == .status(1) && unknown.errors.contains("RESOURCE_NOT_FOUND"), "\(unknown.errors)")
        let audit = try await site.operator.get("/v1/audit?limit=100").body
        for action in ["alert.shelve", "alert.unshelve", "alert.acknowledge", "alert.out_of_service"] {
            #expect(audit.contains(action))
        }
        await site.stop()
    }

    @Test(
        "T4: an alert is shelved from the keyboard, stays on the screen and in the count, and is announced again by key"
    )
    func keyboard() async throws {
        let place = try Place()
        _ = try place.write(Self.rules, to: "rules.yml")
        let site = try await ServedSite.start(in: place, configuration: "rule_files: [rules.yml]\n")
        let screen = try await Screen.open(place, ["--socket", place.socket])
        try await screen.live()
        try await screen.session.waitFor("seg 7 AlwaysFiring", within: .seconds(60))
        try await screen.session.sendKeys("5", "g")
        try await screen.press("s", until: "Shelve for how long?")
        try await screen.session.sendKeys("3")
        try await screen.session.waitFor("1 in 10 min, aim 1 · 1 shelved", within: .seconds(60))
        try await screen.session.waitFor("shelved 5", within: .seconds(60))
        let shelved = try await site.operator.get("/pipeline/alerts").json.items.first
        #expect(shelved?["state"].text == "shelved" && shelved?["standing"].text == "active")
        try await screen.press("s", until: "announce it again now")
        try await screen.session.sendKeys("u")
        try await eventually(within: .seconds(60), "it is announced again") {
            try await site.operator.get("/pipeline/alerts").json.items.first?["state"].text == "active"
        }
        #expect(try await screen.quit() == 0)
        await site.stop()
    }

    @Test("An operator's key shelves; taking out of service needs an admin; the webhook needs a key")
    func roles() async throws {
        let place = try Place()
        _ = try place.write(Self.rules, to: "rules.yml")
        let site = try await ServedSite.start(in: place, configuration: "rule_files: [rules.yml]\n")
        var id = ""
        try await eventually(within: .seconds(60), "it is there") {
            id = try await site.operator.get("/pipeline/alerts").json.items.first?["id"].text ?? ""
            return !id.isEmpty
        }
        #expect(try await site.operator.post("/v1/alerts/\(id)/shelve").status == 200)
        let out = try await site.operator.post("/v1/alerts/\(id)/out-of-service", "{\"reason\":\"r\"}")
        #expect(out.status == 403 && out.code == "FORBIDDEN")
        let notice =
            "{\"version\":\"4\",\"receiver\":\"r\",\"alerts\":[{\"status\":\"firing\",\"fingerprint\":\"f1\","
            + "\"labels\":{\"alertname\":\"DiskFull\"},\"startsAt\":\"2026-01-01T00:00:00Z\"}]}"
        #expect(try await site.operator.post("/v1/alerts/webhook", notice).json["taken"].number == 1)
        #expect(try await site.tenant.post("/v1/alerts/webhook", notice).status == 403)
        let listed = try await site.operator.get("/v1/alerts?source=external").json.items
        #expect(listed.first?["name"].text == "DiskFull" && listed.first?["id"].text == "external-f1")
        await site.stop()
    }
}
