import Foundation
import OpsChildren
import OpsTestSupport
import Testing

/// Faults on request, as a whole site shows them.
@Suite(.timeLimit(.minutes(4))) struct DemoFaultTests {
    @Test("A broker that is killed is started again, and every valve is back; a worn seat shows as PASSING")
    func brokerAndSeat() async throws {
        let place = try Place()
        let demo = try await RunningDemo.start(
            in: place, traffic: false, faults: ["0:v-107:passing=0.02", "20:broker:killed"])
        try await eventually(within: .seconds(90), "the finding") {
            try await demo.operator.get("/pipeline/alerts").body.contains("PASSING")
        }
        let first = demo.brokerPID
        try await eventually(within: .seconds(90), "the broker killed") { !Processes.isAlive(first) }
        try await eventually(within: .seconds(90), "another broker in its place") {
            Processes.children(of: demo.program.pid).count >= 2
        }
        try await eventually(within: .seconds(90), "every valve heard anew") {
            let valves = try await demo.operator.get("/valves").json.items
            return valves.count == 12 && valves.allSatisfy { $0["online"].flag == true && $0["quality"].text == "good" }
        }
        #expect(await demo.stop() == .status(1), "it was ended by a signal")
    }

    @Test("A demo that ends while its broker is frozen ends all the same, and leaves nothing")
    func frozen() async throws {
        let place = try Place()
        let demo = try await RunningDemo.start(in: place, traffic: false, faults: ["15:broker:frozen=300"])
        let children = Processes.children(of: demo.program.pid)
        try await eventually(within: .seconds(90), "the frozen broker is missed") {
            try await demo.operator.get("/health").json["checks"]["mqtt"].text != "ok"
        }
        await demo.stop()
        try await eventually("the children gone") { !children.contains(where: Processes.isAlive) }
    }
}
