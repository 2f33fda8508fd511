import Foundation
import OpsChildren
import OpsTestSupport
import Testing

@Suite(.timeLimit(.minutes(4))) struct LeakDrillTests {
    @Test("A leak opens, the alarm fires, two valves isolate it, pressure returns, the alarm clears; exit 0")
    func passes() async throws {
        let place = try Place()
        let run = try await Opstui.run(
            ["demo", "--scenario", "leak", "--headless", "--socket", place.socket], in: place, timeout: .seconds(120))
        #expect(run.status == .status(0), "\(run.output)\(run.errors)")
        for step in [
            "the pressure before the segment falls", "the alarm FlowImbalance fires",
            "the operator acknowledges the alarm",
            "the valve before the leak is closed",
            "the valve behind the leak is closed", "the pressure before the segment is back", "the alarm clears",
        ] {
            #expect(run.output.contains(step), "\(step)")
        }
        #expect(run.output.contains("drill passed") && !run.output.contains("FAILED"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).isEmpty)
    }

    @Test("Where the valve behind the leak sticks, the drill fails and says so")
    func fails() async throws {
        let place = try Place()
        let run = try await Opstui.run(
            ["demo", "--scenario", "leak", "--headless", "--no-recovery", "--no-traffic", "--socket", place.socket],
            in: place, timeout: .seconds(120))
        #expect(run.status == .status(1))
        #expect(run.output.contains("drill FAILED"))
        #expect(run.output.contains("FAILED  the valve behind the leak is closed"))
        #expect(run.output.contains("ok      the valve before the leak is closed"))
    }

    @Test("A fault that is none, or a broker's on somebody else's broker, is refused before anything starts")
    func refused() async throws {
        let place = try Place()
        let demo = try await Opstui.run(["demo", "--headless", "--fault", "1:v-103:tired"], in: place)
        #expect(demo.status == .status(1) && demo.errors.contains("stuck"))
        let plant = try await Opstui.run(
            ["plant", "--broker", "mqtt://127.0.0.1:1", "--fault", "1:broker:killed"], in: place)
        #expect(plant.status == .status(1) && plant.errors.contains("not ours"))
    }
}
