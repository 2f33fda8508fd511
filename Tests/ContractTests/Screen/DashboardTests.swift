import Foundation
import OpsChildren
import OpsTestSupport
import Testing

/// The dashboard on a demo, attached over its socket.
@Suite(.serialized, .demo, .timeLimit(.minutes(3))) struct DashboardTests {
    @Test("T3: all panes are there at 80x24 and larger", arguments: [(80, 24), (120, 36), (200, 60)])
    func panes(_ size: (columns: Int, rows: Int)) async throws {
        let demo = try DemoScope.demo()
        let screen = try await Screen.open(demo.place, columns: size.columns, rows: size.rows)
        try await screen.live()
        let text = try await screen.session.waitFor("v-108")
        let titles = size.columns < 100 ? ["Rate", "5xx"] : ["Request rate", "5xx ratio"]
        for title in titles + ["p95", "Queue", "Incidents", "Breakers", "Valves", "Tenants", "Alerts", "acme", "DEMO"] {
            #expect(text.contains(title), "\(title) at \(size)")
        }
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).allSatisfy { $0.count <= size.columns })
        #expect(try await screen.quit() == 0)
        await screen.session.kill()
    }

    @Test("T2: the header shows each source's state and age: stream and broker apart, rules marked as the demo's")
    func header() async throws {
        let demo = try DemoScope.demo()
        let screen = try await Screen.open(demo.place)
        try await screen.live()
        // All of it once all is well: on a busy machine the limiter may be local for a while, which takes its room.
        try await eventually(within: .seconds(60), "a calm header, and the demo's own rules marked") {
            let text = try await screen.session.capture()
            let first = text.split(separator: "\n").first ?? ""
            return ["stream <", "mqtt <", "redis ok", "db ok"].allSatisfy { first.contains($0) }
                && text.contains("[10s]")
        }
        await screen.session.kill()
    }

    @Test("T4: a valve is closed from the keyboard and telemetry confirms it")
    func closeValve() async throws {
        let demo = try DemoScope.demo()
        let id = "v-103"
        let witness = try await Background.start(
            [try ProgramFinder.require("mosquitto_sub", package: "mosquitto-clients")] + demo.brokerArguments
                + ["-v", "-t", "ops/v1/main/\(id)/#"], in: demo.place)
        let screen = try await Screen.open(demo.place)
        try await screen.live()
        try await screen.select(id, pane: "2")
        try await screen.press("v", until: "Command \(id)")
        try await screen.session.sendKeys("c")
        try await screen.session.waitFor("type \(id)")
        try await screen.session.type("v-10")
        try await screen.session.sendKeys("Enter")
        try await screen.session.waitFor("type \(id), then Enter")
        #expect(!witness.output.contains("/cmd "), "an unconfirmed command left")
        try await screen.session.type("3")
        try await screen.session.sendKeys("Enter")
        try await screen.session.waitFor("MOVING")
        try await screen.session.waitFor("confirmed by telemetry", within: .seconds(90))
        let command = try #require(
            try await demo.operator.get("/v1/commands").json.items.last { $0["valve_id"].text == id })
        #expect(command["state"].text == "confirmed")
        #expect(command["action"].text == "close")
        try expectTelemetry(of: witness, valve: id, command: command)
        let valve = try await demo.operator.get("/valves/\(id)").json
        #expect(valve["state"].text == "closed")
        await screen.session.kill()
        await witness.end()
    }

    /// What went over the wire: a select, an operate with the same id, and a state that names it at rest.
    private func expectTelemetry(of witness: Background, valve: String, command: JSON) throws {
        let prefix = "ops/v1/main/\(valve)/"
        func payloads(_ kind: String) -> [JSON] {
            witness.output.split(separator: "\n").filter { $0.hasPrefix(prefix + kind + " ") }
                .compactMap { try? JSON.parse(String($0.dropFirst(prefix.count + kind.count + 1))) }
        }
        let commands = payloads("cmd")
        #expect(commands.map { $0["phase"].text } == ["select", "operate"])
        #expect(
            commands.allSatisfy { $0["cmd_id"].text == command["id"].text && $0["schema"].text == "ops.valve.cmd/1" })
        #expect(payloads("ack").compactMap { $0["state"].text }.starts(with: ["selected", "accepted"]))
        let last = try #require(payloads("state").last)
        #expect(last["last_cmd_id"].text == command["id"].text)
        #expect(try #require(last["position"].number) <= 2)
        #expect(last["moving"].flag == false)
        #expect(!witness.output.contains("api"))
    }

    @Test("T4: keys are reloaded from the keyboard; the answer is shown and the key works at once")
    func reloadKeys() async throws {
        let demo = try DemoScope.demo()
        let key = "umbrella-key-0123456789abcdef"
        let file = try #require(demo.endpoints["env_file"].text)
        let before = try String(contentsOfFile: file, encoding: .utf8)
        let client = WebClient(port: demo.port, key: key)
        #expect(try await client.get("/v1/jobs").status == 401)
        try (before + "API_KEY_UMBRELLA=\(key)\n").write(toFile: file, atomically: false, encoding: .utf8)
        let screen = try await Screen.open(demo.place)
        try await screen.live()
        try await reload(screen, expecting: "added 1, removed 0")
        let text = try await screen.session.waitFor("+ umbrella")
        #expect(!text.contains(key))
        #expect(try await client.get("/v1/jobs").status == 200)
        try await screen.session.sendKeys("Escape")
        try before.write(toFile: file, atomically: false, encoding: .utf8)
        try await reload(screen, expecting: "added 0, removed 1")
        #expect(try await client.get("/v1/jobs").status == 401)
        await screen.session.kill()
    }

    private func reload(_ screen: Screen, expecting answer: String) async throws {
        try await screen.session.sendKeys("K")
        try await screen.session.waitFor("Reload the API keys?")
        try await screen.session.sendKeys("y")
        try await screen.session.waitFor(answer)
    }

    @Test("T4: help, filter, resize and read-only")
    func movingAbout() async throws {
        let demo = try DemoScope.demo()
        let screen = try await Screen.open(demo.place, ["--socket", demo.place.socket, "--read-only"])
        try await screen.live()
        try await screen.session.sendKeys("?")
        try await screen.session.waitFor("next pane")
        try await screen.session.sendKeys("Escape")
        try await screen.session.sendKeys("2", "/")
        try await screen.session.type("tank")
        try await screen.session.sendKeys("Enter")
        try await eventually("only the filtered valve") {
            let text = try await screen.session.capture()
            return text.contains("v-105") && !text.contains("v-101") && !text.contains("next pane")
        }
        try await screen.session.sendKeys("v")
        try await screen.session.waitFor("read-only")
        for (columns, rows) in [(80, 24), (40, 10), (20, 5), (160, 50), (120, 36)] {
            try await screen.session.resize(columns: columns, rows: rows)
        }
        try await screen.session.sendKeys("Escape", "Escape")
        try await eventually("the whole screen drawn anew") {
            let lines = try await screen.session.capture().split(separator: "\n")
            return lines.count >= 34 && lines.contains { $0.contains("v-101") }
        }
        #expect(try await screen.quit() == 0)
        await screen.session.kill()
    }

    @Test("C1, C3, A14, A10: HTTP says the same as the screen: valves, health, metrics, model status")
    func sameOverHTTP() async throws {
        let demo = try DemoScope.demo()
        let health = try await demo.operator.get("/health").json
        for check in ["database", "mqtt", "event_bus"] { #expect(health["checks"][check].text == "ok", "\(check)") }
        let valves = try await demo.operator.get("/valves").json
        #expect(Set(valves.items.compactMap { $0["id"].text }) == Set((101...112).map { "v-\($0)" }))
        let model = try await demo.tenant.get("/ops/model-status").json
        #expect(model["provider"].text == "enrich" && model["breaker"].text == "closed", "\(model)")
        try await eventually("a look-up that succeeded") {
            try await demo.tenant.get("/ops/model-status").json["last_success_at"].number != nil
        }
        try await eventually("leads counted") {
            try await demo.operator.get("/metrics").body.contains("\nlead_enrich_total{")
        }
        let text = try await demo.operator.get("/metrics").body
        let file = try demo.place.write(text, to: "metrics.txt")
        let lint = try await Shell.tool(
            "promtool", package: "prometheus", ["check", "metrics"], in: demo.place, input: file)
        #expect(lint.status == .status(0), "\(lint.output)\(lint.errors)")
    }

    @Test("A1: the limits are counted in the demo's Redis, as redis-cli sees it")
    func redisCounts() async throws {
        let demo = try DemoScope.demo()
        let monitor = try await Background.start(
            [
                try ProgramFinder.require("redis-cli", package: "redis-tools"), "-s",
                try #require(demo.endpoints["redis"]["socket"].text), "monitor",
            ], in: demo.place)
        try await eventually("a limit counted in Redis") { monitor.output.contains("EVALSHA") }
        #expect(!monitor.output.contains(try #require(demo.endpoints["http"]["keys"]["acme"].text)))
        await monitor.end()
    }
}
