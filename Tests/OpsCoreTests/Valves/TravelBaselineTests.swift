import Foundation
import OpsCore
import Testing

private typealias Fixture = ValveFixture

@Suite("A valve's own pace")
struct TravelBaselineTests {
    /// A commanded stroke from one end to the other in `seconds`, beginning at `start`.
    private func stroke(
        _ model: inout ValveTelemetryModel, _ sequence: inout Int64, opening: Bool, in seconds: Double,
        at start: Double, id: String, quality: SignalQuality = .good, mode: ValveMode = .remote
    ) -> [ValveModelChange] {
        let (from, to) = opening ? (0.0, 100.0) : (100.0, 0.0)
        var changes: [ValveModelChange] = []
        func report(_ at: Double, _ position: Double, moving: Bool, target: Double?) {
            sequence += 1
            let state = Fixture.state(
                sequence, position, moving: moving, target: target, last: id, quality: quality, mode: mode)
            changes += model.receive(state: state, at: Fixture.at(at)) ?? []
        }
        report(start, from, moving: true, target: to)
        for step in 1..<10 {
            report(
                start + seconds * Double(step) / 10, from + (to - from) * Double(step) / 10, moving: true, target: to)
        }
        report(start + seconds, to, moving: false, target: nil)
        return changes
    }

    private func model(_ sequence: inout Int64) -> ValveTelemetryModel {
        var model = ValveTelemetryModel(valve: "v-1", configuration: Fixture.configuration)
        sequence += 1
        _ = model.receive(state: Fixture.state(sequence, 100, last: "first"), at: Fixture.at(0))
        return model
    }

    @Test("The median of the newest nine, once there are three; the configured time before")
    func median() {
        var baseline = TravelBaseline(configuredSeconds: 10)
        #expect(baseline.seconds(.opening) == 10 && !baseline.isLearned(.opening))
        baseline.learn(20, .opening)
        baseline.learn(22, .opening)
        #expect(baseline.seconds(.opening) == 10)
        baseline.learn(100, .opening)
        #expect(baseline.seconds(.opening) == 22, "one odd travel counts for nothing")
        #expect(baseline.seconds(.closing) == 10, "the other way is its own")
        for _ in 0..<20 { baseline.learn(30, .opening) }
        #expect(baseline.seconds(.opening) == 30 && baseline.opening.count == TravelBaseline.kept)
    }

    @Test("What no valve can do is left out", arguments: [0, -1, 0.1, 5_000, .infinity, .nan])
    func implausible(seconds: Double) {
        var baseline = TravelBaseline(configuredSeconds: 10)
        let learned = baseline.learn(seconds, .closing)
        #expect(!learned && baseline.closing.isEmpty)
    }

    @Test("Completed commanded travels are learned, one way and the other, and told")
    func learning() throws {
        var sequence: Int64 = 0
        var model = model(&sequence)
        for turn in 0..<6 {
            let opening = !turn.isMultiple(of: 2)
            let changes = stroke(
                &model, &sequence, opening: opening, in: opening ? 20 : 8, at: Double(turn) * 100 + 10, id: "c\(turn)")
            #expect(changes.contains { if case .learned = $0 { true } else { false } })
        }
        #expect(abs(model.baseline.seconds(.closing) - 8) < 0.01)
        #expect(abs(model.baseline.seconds(.opening) - 20) < 0.01)
        #expect(model.status.findings.isEmpty)
        // Stored and read, it is the same; of another configuration it is not taken up.
        let data = try OpsJSON.encoder().encode(model.baseline)
        let stored = try OpsJSON.decoder().decode(TravelBaseline.self, from: data)
        var next = ValveTelemetryModel(valve: "v-1", configuration: Fixture.configuration)
        next.resume(stored)
        #expect(next.baseline == model.baseline)
        var changed = Fixture.configuration
        changed.travelSeconds = 60
        var other = ValveTelemetryModel(valve: "v-1", configuration: changed)
        other.resume(stored)
        #expect(other.baseline.seconds(.opening) == 60)
    }

    @Test("What was not seen whole, not commanded, by hand or of doubtful quality is not learned")
    func notLearned() {
        var sequence: Int64 = 0
        var model = model(&sequence)
        _ = stroke(&model, &sequence, opening: false, in: 8, at: 10, id: "bad", quality: .uncertain)
        _ = stroke(&model, &sequence, opening: true, in: 8, at: 110, id: "hand", mode: .local)
        #expect(model.baseline == TravelBaseline(configuredSeconds: 10))
        // First seen on its way.
        var late = ValveTelemetryModel(valve: "v-1", configuration: Fixture.configuration)
        sequence = 0
        _ = stroke(&late, &sequence, opening: false, in: 8, at: 10, id: "c")
        #expect(late.baseline == TravelBaseline(configuredSeconds: 10))
        // A short way says nothing.
        var short = self.model(&sequence)
        for (at, position, moving) in [(10.0, 100.0, true), (13.0, 70.0, true), (14.0, 60.0, false)] {
            sequence += 1
            let target: Double? = moving ? 60 : nil
            _ = short.receive(
                state: Fixture.state(sequence, position, moving: moving, target: target, last: "c"), at: Fixture.at(at))
        }
        #expect(short.baseline.closing.isEmpty)
    }

    @Test("Slow is below a fifth of its own pace, also half-way; a slow travel does not become the measure")
    func slow() {
        var sequence: Int64 = 0
        var model = model(&sequence)
        for turn in 0..<6 {
            _ = stroke(
                &model, &sequence, opening: !turn.isMultiple(of: 2), in: 8, at: Double(turn) * 100 + 10, id: "c\(turn)")
        }
        let learned = model.baseline
        // 41 s: 19.5 % of the usual pace; 39 s would be 20.5 %.
        #expect(
            stroke(&model, &sequence, opening: false, in: 41, at: 1_000, id: "slow").contains(.raised(.slow)))
        #expect(model.baseline == learned)
        #expect(
            !stroke(&model, &sequence, opening: true, in: 39, at: 1_100, id: "just").contains(.raised(.slow)))
        // Quick at first, then it crawls.
        var changes: [ValveModelChange] = []
        for (at, position) in [(1_200.0, 100.0), (1_204.0, 50.0), (1_208.0, 46.0)] {
            sequence += 1
            let state = Fixture.state(sequence, position, moving: true, target: 0, last: "half")
            changes += model.receive(state: state, at: Fixture.at(at)) ?? []
        }
        #expect(changes.contains(.raised(.slow)))
    }

    @Test("Messages that a link held back make no valve slow or stuck, nor teach a wrong pace")
    func heldBack() {
        var sequence: Int64 = 0
        var model = model(&sequence)
        var changes: [ValveModelChange] = []
        // The device's clock says 10 s for the whole way; all but the first arrive at once, 60 s late.
        for (device, arrival, position) in [(10.0, 10.0, 100.0), (13, 70, 70), (17, 70, 30), (20, 70.1, 0)] {
            sequence += 1
            let moving = position > 0
            var state = Fixture.state(
                sequence, position, moving: moving, target: moving ? 0 : nil, last: "held")
            state.at = Fixture.at(device).wall
            changes += model.receive(state: state, at: Fixture.at(arrival)) ?? []
        }
        #expect(!changes.contains { if case .raised = $0 { true } else { false } })
        #expect(model.baseline.closing == [10])
    }

    @Test("Flow that was measured before the valve closed is no leak")
    func oldFlow() {
        var model = ValveTelemetryModel(valve: "v-1", configuration: Fixture.configuration)
        let flow = { ValveTelemetryMessage(at: Fixture.at(0).wall, pressureBar: 4, flowLps: $0) }
        _ = model.receive(state: Fixture.state(1, 100), at: Fixture.at(0))
        _ = model.receive(telemetry: flow(120), at: Fixture.at(1))
        _ = model.receive(state: Fixture.state(2, 0, last: "c"), at: Fixture.at(5))
        _ = model.receive(state: Fixture.state(3, 0, last: "c"), at: Fixture.at(30))
        #expect(model.status.findings.isEmpty)
        #expect(model.receive(telemetry: flow(3), at: Fixture.at(31)).contains(.raised(.passing)))
        var silent = flow(3)
        silent.quality = .bad
        #expect(!model.receive(telemetry: silent, at: Fixture.at(32)).contains(.cleared(.passing)), "not known")
        #expect(
            model.receive(state: Fixture.state(4, 50, last: "o"), at: Fixture.at(40))?.contains(.cleared(.passing))
                == true)
    }
}
