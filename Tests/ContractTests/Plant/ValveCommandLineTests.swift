import Foundation
import Glibc
import OpsChildren
import OpsTestSupport
import Testing

/// `opstui valve` against a running server with a real broker and simulated valves; and what a server that is killed in the
/// middle of a command makes of it afterwards.
@Suite(.serialized, .timeLimit(.minutes(6))) struct ValveCommandLineTests {
    private static let configuration = """
        valves:
          - {id: v-101, name: inlet, segment: "1", travel_sec: 10, safe_position: 0, default_action: close}
          - {id: v-102, name: seg-6 a, segment: "6", travel_sec: 8, safe_position: 0, critical: true}
          - id: v-103
            name: seg-7
            segment: "7"
            travel_sec: 8
            interlocks: ['valve_pressure_bar{valve="v-103"} < 0.001']
        """

    private static func valve(_ site: ServedSite, _ arguments: String...) async throws -> Opstui.Run {
        try await Opstui.run(
            ["valve"] + arguments + ["--socket", site.place.socket], in: site.place, timeout: .seconds(150))
    }

    private static func start(
        _ plant: RunningPlant, in place: Place, keys: [String]? = ServedSite.keys
    ) async throws -> ServedSite {
        let site = try await ServedSite.start(
            in: place, keys: keys, configuration: configuration, environment: plant.environment)
        try await eventually(within: .seconds(90), "the valves are heard") {
            let metrics = try await site.operator.get("/metrics").body
            let isFresh = ["v-101", "v-102", "v-103"].allSatisfy { metrics.contains("valve_stale{valve=\"\($0)\"} 0") }
            // What interlocks ask is what was recorded.
            let detail = isFresh ? try await site.operator.get("/valves/v-103").body : ""
            return detail.contains("\"reading\":\"v-103 is ")
        }
        return site
    }

    @Test("every step is printed until telemetry confirms it; refusals and open outcomes have codes of their own")
    func life() async throws {
        let place = try Place()
        let plant = try await RunningPlant.start(in: place)
        let site = try await Self.start(plant, in: place)

        let list = try await Self.valve(site, "list")
        #expect(list.status == .status(0) && list.output.contains("v-102") && list.output.contains("VALVE"))

        let close = try await Self.valve(site, "close", "v-101", "--reason", "drill", "--yes")
        #expect(close.status == .status(0), "\(close.output) \(close.errors)")
        let words = close.output.split(separator: "\n").compactMap { line in
            line.components(separatedBy: "  ").dropFirst(2).first
        }
        #expect(words.first == "requested" && words.last == "confirmed", "\(close.output)")
        #expect(words.contains("selected") && words.contains("accepted"), "\(close.output)")

        let again = try await Self.valve(site, "close", "v-101", "--json")
        #expect(again.status == .status(1) && again.errors.contains("POSITION_REACHED"), "\(again.errors)")

        let interlocked = try await Self.valve(site, "set", "v-103", "--position", "40")
        #expect(interlocked.status == .status(1) && interlocked.errors.contains("INTERLOCKED"), "\(interlocked.errors)")
        #expect(interlocked.errors.contains("v-103 is "), "\(interlocked.errors)")

        let nowait = try await Self.valve(site, "open", "v-101", "--wait", "0", "--json")
        #expect(nowait.status == .status(3), "\(nowait.output) \(nowait.errors)")
        #expect(try nowait.json["state"].text != "confirmed")

        let show = try await Self.valve(site, "show", "v-101", "--json")
        #expect(try show.json["commands"].items.count == 2, "\(show.output)")
        let wrong = try await Self.valve(site, "set", "v-101")
        #expect(wrong.status == .status(64))
        await site.stop()
        let gone = try await Self.valve(site, "close", "v-101")
        #expect(gone.status == .status(2), "\(gone.errors)")
        await plant.stop()
    }

    @Test("a critical valve waits for another person, whoever asks over whichever session") func secondPerson()
        async throws
    {
        let place = try Place()
        let plant = try await RunningPlant.start(in: place)
        let site = try await Self.start(plant, in: place)
        let held = try await Self.valve(site, "close", "v-102", "--wait", "1", "--idempotency-key", "two-persons")
        #expect(held.status == .status(3) && held.errors.contains("another person must confirm"), "\(held.errors)")
        let same = try await Self.valve(site, "confirm", "v-102")
        #expect(same.status == .status(1) && same.errors.contains("NEEDS_SECOND_OPERATOR"), "\(same.errors)")
        #expect(same.errors.contains("close v-102, asked for by"), "what is confirmed is shown: \(same.errors)")
        // Another person, known by the key.
        let confirmed = try await site.operator.post(
            "/v1/commands/two-persons/confirm", #"{"valve_id":"v-102","action":"close"}"#)
        #expect(confirmed.status == 202, "\(confirmed.body)")
        try await eventually(within: .seconds(90), "telemetry confirms it") {
            try await site.operator.get("/v1/commands/two-persons").body.contains("\"state\":\"confirmed\"")
        }
        _ = try await Self.valve(site, "open", "v-102", "--wait", "0", "--idempotency-key", "taken-back")
        let cancelled = try await Self.valve(site, "cancel", "v-102")
        #expect(cancelled.status == .status(0) && cancelled.output.contains("NOT_SELECTED"), "\(cancelled.output)")
        await site.stop()
        await plant.stop()
    }

    @Test("killed in the middle of a command: unknown at the next start, then as telemetry says; the epoch rises on")
    func killed() async throws {
        let place = try Place()
        let plant = try await RunningPlant.start(in: place)
        let site = try await Self.start(plant, in: place)
        let first = try await site.operator.post(
            "/valves/v-101/actuate", #"{"action":"close"}"#, ["idempotency-key": "mid-way"])
        #expect(first.status == 202, "\(first.body)")
        try await eventually(within: .seconds(60), "it moves") {
            try await site.operator.get("/v1/commands/mid-way").body.contains("\"state\":\"moving\"")
        }
        let before = try await Self.command("mid-way", site)
        #expect(kill(site.program.pid, SIGKILL) == 0)
        await site.stop()

        let next = try await ServedSite.start(
            in: place, keys: nil, configuration: Self.configuration, environment: plant.environment)
        var states: [String] = []
        try await eventually(within: .seconds(90), "telemetry settles it") {
            let command = try await Self.command("mid-way", next)
            states = command["steps"].items.compactMap { $0["state"].text }
            return command["state"].text == "confirmed"
        }
        #expect(states.contains("unknown"), "\(states)")
        #expect(states.filter { $0 == "requested" }.count == 1)
        let open = try await next.operator.post(
            "/valves/v-101/actuate", #"{"action":"open"}"#, ["prefer": "wait=60"])
        #expect(open.status == 200, "\(open.body)")
        let epochs = [before["epoch"].number, try open.json["epoch"].number].compactMap(\.self)
        #expect(epochs.count == 2 && epochs[0] < epochs[1], "\(epochs)")
        await next.stop()
        await plant.stop()
    }

    private static func command(_ id: String, _ site: ServedSite) async throws -> JSON {
        try JSON.parse(try await site.operator.get("/v1/commands/\(id)").body)
    }
}
