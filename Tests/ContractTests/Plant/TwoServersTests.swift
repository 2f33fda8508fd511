import Foundation
import Glibc
import OpsChildren
import OpsTestSupport
import Testing

/// Two servers of one site on one Postgres and one broker; the one that commands a valve is killed.
@Suite(.serialized, .timeLimit(.minutes(6))) struct TwoServersTests {
    private static let configuration =
        "valves: [{id: v-101, name: inlet, segment: \"1\", travel_sec: 10, safe_position: 0, default_action: close}]"

    private static func start(_ plant: RunningPlant, _ postgres: TestPostgres) async throws -> ServedSite {
        let environment = plant.environment.merging(["DATABASE_URL": postgres.url]) { $1 }
        let site = try await ServedSite.start(in: Place(), configuration: configuration, environment: environment)
        // A live report, not the retained one. Asking for the status in between keeps below the limit on metrics.
        try await eventually(within: .seconds(90), "the valve is heard") {
            guard try await site.status()?["valves"].item("v-101")["stale"].flag == false else { return false }
            return try await site.operator.get("/metrics").body.contains("valve_stale{valve=\"v-101\"} 0")
        }
        return site
    }

    @Test("the other refuses and names it, takes the valve over once the lease has lapsed, and settles what was left")
    func takeover() async throws {
        let postgres = try await TestPostgres.start()
        let plant = try await RunningPlant.start(in: Place())
        let first = try await Self.start(plant, postgres)
        let second = try await Self.start(plant, postgres)
        let path = "/valves/v-101/actuate"
        let begun = try await first.operator.post(path, #"{"action":"close"}"#, ["idempotency-key": "left-behind"])
        #expect(begun.status == 202, "\(begun.body)")
        try await eventually(within: .seconds(60), "it moves") {
            try await first.operator.get("/v1/commands/left-behind").body.contains("\"state\":\"moving\"")
        }
        let pid = first.program.pid
        #expect(kill(pid, SIGKILL) == 0)

        let refused = try await second.operator.post(path, #"{"action":"open"}"#)
        #expect(refused.status == 403 && refused.code == "NO_ACCESS_AUTHORITY", "\(refused.body)")
        #expect(refused.body.contains("left-behind"), "\(refused.body)")

        var command = JSON.null
        try await eventually(within: .seconds(180), "the other server settles it") {
            command = try await second.operator.get("/v1/commands/left-behind").json
            return command["state"].text == "confirmed"
        }
        #expect(command["steps"].items.contains { $0["state"].text == "unknown" }, "\(command)")
        let next = try await second.operator.post(path, #"{"action":"open"}"#, ["prefer": "wait=60"])
        #expect(next.status == 200, "\(next.body)")
        let epochs = [command["epoch"].number, try next.json["epoch"].number].compactMap(\.self)
        #expect(epochs.count == 2 && epochs[0] < epochs[1], "\(epochs)")
        await first.stop()
        await second.stop()
        await plant.stop()
        await postgres.stop()
    }
}
