import Foundation
import OpsChildren
import OpsTestSupport
import Testing

@Suite(.timeLimit(.minutes(4))) struct OutageOnScreenTests {
    @Test("T3, T4, T5: an outage on the live demo: breaker, alert, incident; acknowledged by key; q leaves nothing")
    func outage() async throws {
        let place = try Place()
        let screen = try await Screen.open(
            place, Array(try RunningDemo.arguments(place, scenario: "outage").dropFirst()), columns: 120, rows: 36)
        try await screen.live()
        let endpoints = try await RunningDemo.ready(place) { nil }
        let client = WebClient(
            port: Int(endpoints["http"]["port"].number ?? 0), key: endpoints["http"]["operator_key"].text)
        try await screen.session.waitFor("HighErrorRate", within: .seconds(60))
        try await screen.session.waitFor("open", within: .seconds(90))
        var incident: JSON = .null
        try await eventually(within: .seconds(90), "the incident over HTTP") {
            incident = try await client.get("/incidents").json.items.first ?? .null
            return incident["status"].text == "open"
        }
        try await screen.session.sendKeys("1", "g")
        let path = "/incidents/\(Int(incident["id"].number ?? 0))"
        try await eventually(within: .seconds(90), "the incident acknowledged from the keyboard") {
            try await screen.session.sendKeys("a")
            return try await client.get(path).json["status"].text != "open"
        }
        try await screen.session.sendKeys("Enter")
        let triage = try await screen.session.waitFor("HighErrorRate")
        #expect(triage.contains("enrich"))
        try await screen.session.sendKeys("Escape")
        try await eventually(within: .seconds(90), "the incident resolved by itself") {
            try await client.get(path).json["status"].text == "resolved"
        }
        let children = Processes.children(of: pid_t(endpoints["pid"].number ?? 0))
        #expect(children.count >= 2)
        #expect(try await screen.quit(within: .seconds(90)) == 0)
        try await eventually("the children gone") { !children.contains(where: Processes.isAlive) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).isEmpty)
        await screen.session.kill()
    }
}
