import Foundation
import OpsChildren
import OpsTestSupport
import Testing

/// The plant in a process of its own, a server that joins it, and a broker between them.
@Suite(.timeLimit(.minutes(4))) struct PlantAloneTests {
    @Test("`opstui plant` and a server with its printed configuration: a valve is closed over HTTP and confirmed")
    func joined() async throws {
        let place = try Place()
        let broker = try await TestBroker.start()
        let printed = try await Opstui.run(["plant", "--print-config"], in: place)
        #expect(printed.status == .status(0))
        let plant = try await Background.start(
            [try BuiltBinary.opstui, "plant", "--broker", broker.url, "--fault", "0:v-109:local"], in: place,
            name: "plant")
        let site = try await ServedSite.start(
            in: place, configuration: printed.output + "rate_limits: {general: off, actuation: off}\n",
            environment: ["MQTT_URL": broker.url])
        try await eventually(within: .seconds(90), "twelve valves in a good state") {
            let valves = try await site.operator.get("/valves").json.items
            return valves.count == 12
                && valves.allSatisfy { $0["quality"].text == "good" && $0["flow_lps"].number != nil }
        }
        try await eventually(within: .seconds(60), "the fault") {
            try await site.operator.get("/valves/v-109").json["mode"].text == "local"
        }
        let key = "close-\(UInt32.random(in: 0...UInt32.max))"
        let answer = try await site.operator.post(
            "/valves/v-104/actuate", #"{"action":"close"}"#, ["idempotency-key": key])
        #expect(answer.status == 202, "\(answer)")
        try await eventually(within: .seconds(90), "confirmed") {
            try await site.operator.get("/v1/commands/\(key)").json["state"].text == "confirmed"
        }
        try await eventually(within: .seconds(60), "no flow through the segment") {
            try await site.operator.get("/valves/v-103").json["flow_lps"].number == 0
        }
        let half = "half-\(UInt32.random(in: 0...UInt32.max))"
        let asked = try await site.operator.post(
            "/valves/v-112/actuate", #"{"action":"position","position":50}"#, ["idempotency-key": half])
        #expect(asked.status == 202, "\(asked)")
        try await eventually(within: .seconds(90), "a valve that speaks Sparkplug B, confirmed") {
            try await site.operator.get("/v1/commands/\(half)").json["state"].text == "confirmed"
        }
        #expect(await plant.end() == .status(0), "\(plant.output)")
        try await eventually(within: .seconds(60), "each device says that it is offline") {
            try await site.operator.get("/valves").json.items.allSatisfy { $0["online"].flag == false }
        }
        await site.stop()
        await broker.stop()
    }
}
