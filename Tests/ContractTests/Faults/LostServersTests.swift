import Foundation
import Glibc
import OpsChildren
import OpsTestSupport
import Testing

/// Broker and Redis of a running demo go, one after the other: only what depends on them says so.
@Suite(.serialized, .demo, .timeLimit(.minutes(6))) struct LostServersTests {
    @Test("T2, C4: SIGKILL to mosquitto makes valves stale and mqtt down, nothing else; fresh again within 70 s")
    func broker() async throws {
        let demo = try DemoScope.demo()
        let screen = try await Screen.open(demo.place)
        try await screen.live()
        try await eventually(within: .seconds(90), "traffic") {
            try await demo.status()?["request_rate_per_second"].number ?? 0 > 1
        }
        #expect(kill(demo.brokerPID, SIGKILL) == 0)
        var seen: JSON = .null
        // The demo starts it anew each time: it is kept down until the valves' states are too old, those of Sparkplug
        // valves after a minute.
        try await eventually(within: .seconds(120), "mqtt down and every valve stale in the status") {
            killBrokers(of: demo)
            seen = try await demo.status() ?? .null
            return seen["links"]["mqtt"]["state"].text == "down"
                && seen["valves"].items.allSatisfy { $0["stale"].flag == true }
        }
        let refused = try await demo.operator.post("/valves/v-102/actuate", "{\"action\":\"close\"}")
        #expect(refused.status == 503, "\(refused.body)")
        try await screen.session.waitFor("mqtt down")
        let since = ContinuousClock.now
        #expect(seen["links"]["redis"]["state"].text == "ok" && seen["links"]["database"]["state"].text == "ok")
        #expect(try #require(seen["request_rate_per_second"].number) > 1)
        #expect(seen["breakers"].item("enrich")["state"].text == "closed")
        #expect(try await demo.tenant.get("/v1/jobs").status == 200)
        try await eventually(within: .seconds(70), "every valve fresh again") {
            let status = try await demo.status() ?? .null
            return status["links"]["mqtt"]["state"].text == "ok"
                && status["valves"].items.allSatisfy { $0["stale"].flag == false && $0["quality"].text == "good" }
        }
        #expect(ContinuousClock.now - since < .seconds(70))
        try await eventually(within: .seconds(90), "the screen fresh again") {
            let text = try await screen.session.capture()
            return text.contains("12 good") && text.contains("LIVE")
        }
        await screen.session.kill()
    }

    @Test("A1: SIGKILL to Redis fails no request; the limiter is local meanwhile, and Redis' again within 70 s")
    func redis() async throws {
        let demo = try DemoScope.demo()
        let screen = try await Screen.open(demo.place)
        try await screen.live()
        #expect(kill(demo.redisPID, SIGKILL) == 0)
        for _ in 0..<20 { #expect(try await demo.tenant.get("/v1/jobs").status == 200) }
        try await eventually(within: .seconds(70), "Redis fresh again") {
            let status = try await demo.status() ?? .null
            #expect(status["links"]["mqtt"]["state"].text == "ok")
            #expect(status["valves"].items.allSatisfy { $0["stale"].flag == false })
            return status["links"]["redis"]["state"].text == "ok"
                && status["breakers"].item("redis")["state"].text == "closed" && redisServer(demo) != nil
        }
        try await screen.session.waitFor("redis ok", within: .seconds(90))
        await screen.session.kill()
    }

    @Test("A1: a hanging Redis (SIGSTOP) holds no request up; the limiter goes local and comes back after SIGCONT")
    func hangingRedis() async throws {
        let demo = try DemoScope.demo()
        let pid = try #require(redisServer(demo))
        #expect(kill(pid, SIGSTOP) == 0)
        defer { kill(pid, SIGCONT) }
        for _ in 0..<20 { #expect(try await demo.tenant.get("/v1/jobs").status == 200) }
        try await eventually(within: .seconds(90), "the limiter local") {
            let status = try await demo.status() ?? .null
            return status["breakers"].item("redis")["state"].text != "closed"
        }
        #expect(try await demo.operator.get("/metrics").body.contains("rate_limiter_local 1"))
        try await eventually(within: .seconds(90), "Redis' link marked down") {
            try await demo.status()?["links"]["redis"]["state"].text == "down"
        }
        let run = try await Opstui.run(["status", "--socket", demo.place.socket], in: demo.place)
        #expect(run.status == .status(1) && run.output.contains("redis down"))
        #expect(kill(pid, SIGCONT) == 0)
        try await eventually(within: .seconds(70), "Redis back in use") {
            let status = try await demo.status() ?? .null
            return status["links"]["redis"]["state"].text == "ok"
                && status["breakers"].item("redis")["state"].text == "closed"
        }
    }

    private func killBrokers(of demo: RunningDemo) {
        for pid in Processes.children(of: demo.program.pid)
        where Processes.arguments(of: pid).first?.hasSuffix("mosquitto") == true { kill(pid, SIGKILL) }
    }

    /// The demo's Redis as it runs now: a restarted one has another id than the endpoints file says.
    private func redisServer(_ demo: RunningDemo) -> pid_t? {
        Processes.children(of: demo.program.pid).first { pid in
            Processes.isAlive(pid) && Processes.arguments(of: pid).first?.contains("redis-server") == true
        }
    }
}
