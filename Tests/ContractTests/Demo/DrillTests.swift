import Foundation
import OpsChildren
import OpsTestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct DrillTests {
    @Test("T7: the demo without a terminal plays its drill, prints the panes and what it saw, exits 0, leaves nothing")
    func passes() async throws {
        let place = try Place()
        let run = try await Opstui.run(["demo", "--socket", place.socket], in: place, timeout: .seconds(90))
        #expect(run.status == .status(0), "\(run.output)\(run.errors)")
        for pane in [
            "request rate", "5xx ratio", "p95", "queue", "Incidents", "Alerts", "Breakers", "Valves", "Tenants", "DEMO",
        ] {
            #expect(run.output.contains(pane), "\(pane)")
        }
        #expect(run.output.contains("rules demo"))
        #expect(run.output.contains("HighErrorRate  resolved"))
        #expect(run.output.contains("a valve is closed and telemetry confirms it  "))
        #expect(run.output.contains("drill passed"))
        #expect(!run.output.contains("\u{1b}"))
        #expect(!run.output.contains("FAILED"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).isEmpty)
    }

    @Test("A drill that is broken on purpose exits 1 and says which steps were not seen")
    func fails() async throws {
        let place = try Place()
        let run = try await Opstui.run(
            ["demo", "--headless", "--no-recovery", "--seconds", "20", "--socket", place.socket], in: place,
            timeout: .seconds(90))
        #expect(run.status == .status(1))
        #expect(run.output.contains("drill FAILED"))
        #expect(run.output.contains("FAILED  the upstream recovers and the breaker closes"))
        #expect(run.output.contains("ok      the alert HighErrorRate fires"))
    }
}
