import Foundation
import OpsChildren
import OpsTestSupport
import Testing

/// `opstui serve` and a broker of the test's own.
@Suite(.serialized, .timeLimit(.minutes(4))) struct BrokerTests {
    private static let valves = """
        valves:
          - {id: v-1, name: one, travel_sec: 5, safe_position: 0, default_action: close}
          - {id: v-2, name: two, travel_sec: 5}
        """

    @Test("C1, C4: with the broker dead a command gets 503 BROKER_DOWN, and nothing is delivered when it is back")
    func nothingQueued() async throws {
        let port = try FreePort.find()
        let site = try await ServedSite.start(
            in: Place(), configuration: Self.valves, environment: ["MQTT_URL": "mqtt://127.0.0.1:\(port)"])
        #expect(try await site.status()?["links"]["mqtt"]["state"].text == "down")
        #expect(try await site.operator.get("/health").json["checks"]["mqtt"].text == "down")
        #expect(try await site.stranger.get("/readyz").status == 200)
        for body in ["{\"action\":\"open\"}", "{\"action\":\"stop\"}", nil] {
            let reply = try await site.operator.post("/valves/v-1/actuate", body)
            #expect(reply.status == 503 && reply.code == "BROKER_DOWN", "\(reply.body)")
            #expect(reply.header("retry-after") != nil)
        }
        let broker = try await TestBroker.start(port: port)
        let witness = try await witness(broker, site.place)
        try await eventually(within: .seconds(70), "the link up") {
            try await site.status()?["links"]["mqtt"]["state"].text == "ok"
        }
        // A round trip through the broker behind the link's coming up: what was to be sent would be here by then.
        try await publish(broker, "ops/v1/main/v-1/tele", "{\"after\":\"all\"}", site.place)
        try await eventually("the witness hearing") { witness.output.contains("/tele") }
        #expect(!witness.output.contains("/cmd"))
        let offline = try await site.operator.post("/valves/v-1/actuate", "{\"action\":\"open\"}")
        #expect(offline.status == 503, "\(offline.body)")
        #expect(["DEVICE_OFFLINE", "STALE_STATE"].contains(offline.code))
        await witness.end()
        #expect(await site.stop() == .status(0))
        await broker.stop()
    }

    @Test("C2: refused actuations count: the eleventh in a minute gets 429, stop does not")
    func actuationLimit() async throws {
        let site = try await ServedSite.start(
            in: Place(), configuration: Self.valves,
            environment: ["MQTT_URL": "mqtt://127.0.0.1:\(try FreePort.find())"])
        for number in 1...10 {
            let reply = try await site.operator.post("/valves/v-1/actuate", "{\"action\":\"open\"}")
            #expect(reply.status == 503, "request \(number)")
        }
        let eleventh = try await site.operator.post("/valves/v-1/actuate", "{\"action\":\"open\"}")
        #expect(eleventh.status == 429 && eleventh.code == "RATE_LIMIT_EXCEEDED")
        #expect(eleventh.header("retry-after") != nil)
        #expect(try await site.operator.post("/valves/v-1/actuate", "{\"action\":\"stop\"}").status == 503)
        await site.stop()
    }

    @Test("Garbage on every topic, retained too: nothing is taken from it, nothing breaks, and good states still come")
    func garbage() async throws {
        let broker = try await TestBroker.start()
        let site = try await ServedSite.start(
            in: Place(), configuration: Self.valves, environment: ["MQTT_URL": broker.url])
        let junk = [
            "", "{", "[]", "null", "{\"schema\":\"ops.valve.state/2\"}", String(repeating: "[", count: 20_000),
            "{\"schema\":\"ops.valve.state/1\",\"position\":1e999}", "\u{1b}[2J\u{7}", "online\nonline",
        ]
        let topics = ["state", "tele", "avail", "ack", "cmd", "nonsense"].map { "ops/v1/main/v-1/\($0)" }
        for topic in topics + [
            "ops/v1/main/$(reboot)/state", "ops/v1/main/\u{e9}/state", "ops/v1/main//state", "ops/v1/main/v-1",
            "ops/v1/other/v-1/state",
        ] {
            for text in junk { try await publish(broker, topic, text, site.place, retain: !text.isEmpty) }
        }
        try await eventually("the refusals counted") {
            try await site.operator.get("/metrics").body.contains("mqtt_messages_refused_total{")
        }
        let unknown = try #require(try await site.status()?["valves"].item("v-1"))
        #expect(unknown["state"].text == "unknown" && unknown["position_percent"] == .null)
        try await sendState(broker, site.place, "v-2", position: 42, zso: false, zsc: false)
        try await eventually("a good state among the garbage") {
            try await site.status()?["valves"].item("v-2")["position_percent"].number == 42
        }
        #expect(try await site.status()?["links"]["mqtt"]["state"].text == "ok")
        // Again after a restart, with all of it retained at the broker.
        await site.stop()
        let again = try await ServedSite.start(
            in: site.place, configuration: Self.valves, environment: ["MQTT_URL": broker.url])
        try await eventually("the retained state again") {
            try await again.status()?["valves"].item("v-2")["position_percent"].number == 42
        }
        #expect(try await again.status()?["valves"].item("v-1")["state"].text == "unknown")
        #expect(await again.stop() == .status(0))
        await broker.stop()
    }

    @Test("T4, C1: a valve's sensor fault is an alert: acknowledged by key, refused to resolve while it holds")
    func sensorFault() async throws {
        let broker = try await TestBroker.start()
        let site = try await ServedSite.start(
            in: Place(), configuration: Self.valves, environment: ["MQTT_URL": broker.url])
        try await sendState(broker, site.place, "v-1", position: 0, zso: true, zsc: true)
        let screen = try await Screen.open(site.place, ["--socket", site.place.socket])
        try await screen.live()
        var id = ""
        try await eventually(within: .seconds(90), "the alert in the list") {
            let alerts = try await site.operator.get("/pipeline/alerts").json.items
            id = alerts.first?["id"].text ?? ""
            return alerts.first?["state"].text == "active"
        }
        let refused = try await site.operator.post("/pipeline/alerts/\(id)/resolve")
        #expect(refused.status == 409 && refused.code == "CONDITION_ACTIVE", "\(refused.body)")
        try await screen.session.sendKeys("5", "g")
        try await eventually(within: .seconds(90), "the alert acknowledged from the keyboard") {
            try await screen.session.sendKeys("a")
            let alert = try await site.operator.get("/pipeline/alerts").json.item(id)
            return alert["state"].text == "acknowledged"
        }
        #expect(try await site.operator.get("/v1/audit").body.contains(id))
        await screen.session.kill()
        await site.stop()
        await broker.stop()
    }

    private func witness(_ broker: TestBroker, _ place: Place) async throws -> Background {
        let program = try ProgramFinder.require("mosquitto_sub", package: "mosquitto-clients")
        return try await Background.start([program, "-p", "\(broker.port)", "-v", "-t", "#"], in: place)
    }

    private func publish(
        _ broker: TestBroker, _ topic: String, _ text: String, _ place: Place, retain: Bool = false
    ) async throws {
        let file = try place.write(text, to: "message")
        let words = ["-p", "\(broker.port)", "-q", "1", "-t", topic, "-f", file] + (retain ? ["-r"] : [])
        let run = try await Shell.tool("mosquitto_pub", package: "mosquitto-clients", words, in: place)
        #expect(run.status == .status(0), "\(topic): \(run.errors)")
    }

    /// A state as VALVES.md writes it, from a device that says that it is there.
    private func sendState(
        _ broker: TestBroker, _ place: Place, _ valve: String, position: Double, zso: Bool, zsc: Bool
    ) async throws {
        let now = Int(Date().timeIntervalSince1970 * 1000)
        try await publish(broker, "ops/v1/main/\(valve)/avail", "online", place, retain: true)
        try await publish(
            broker, "ops/v1/main/\(valve)/state",
            """
            {"schema":"ops.valve.state/1","boot_id":"b-1","rev":1,"seq":1,"ts":\(now),"position":\(position),"zso":\(zso),\
            "zsc":\(zsc),"moving":false,"target":null,"quality":"good","mode":"remote","interlocks":[],"last_cmd_id":null}
            """, place, retain: true)
    }
}
