import OpsCore
import Testing

@Suite("The actuation gate")
struct ActuationGateTests {
    private func facts(_ change: (inout ActuationFacts) -> Void = { _ in }) -> ActuationFacts {
        var valve = ValveStatus(id: "v-1", name: "one")
        valve.state = .stopped
        valve.positionPercent = 50
        valve.quality = .good
        valve.online = true
        valve.rev = 5
        valve.bootId = "b1"
        var facts = ActuationFacts(
            brokerConnected: true, configuration: ValveFixture.configuration, valve: valve, stateIsFresh: true)
        change(&facts)
        return facts
    }

    private func code(_ request: ActuationRequest, _ change: (inout ActuationFacts) -> Void = { _ in }) -> ProblemCode?
    {
        ActuationGate.check(request, facts(change))?.code
    }

    @Test("A ready valve may be commanded", arguments: [ValveAction.open, .close, .stop, .safe])
    func ready(action: ValveAction) {
        #expect(code(.init(action: action)) == nil)
        #expect(code(.init(action: .position, position: 60, expectRev: 5)) == nil)
    }

    @Test("Each condition refuses with its code; `stop` and `safe` pass where they must")
    func table() {
        typealias Row = (String, ProblemCode, stop: ProblemCode?, safe: ProblemCode?, (inout ActuationFacts) -> Void)
        let rows: [Row] = [
            ("not configured", .forbidden, .forbidden, .forbidden, { $0.configuration = nil }),
            ("shown as discovered", .forbidden, .forbidden, .forbidden, { $0.valve.configured = false }),
            ("broker", .brokerDown, .brokerDown, .brokerDown, { $0.brokerConnected = false }),
            ("offline", .deviceOffline, .deviceOffline, .deviceOffline, { $0.valve.online = false }),
            ("never spoke", .deviceOffline, .deviceOffline, .deviceOffline, { $0.valve.bootId = nil }),
            ("stale", .staleState, nil, nil, { $0.stateIsFresh = false }),
            ("doubtful", .staleState, nil, nil, { $0.valve.quality = .uncertain }),
            ("local", .localMode, .localMode, .localMode, { $0.valve.mode = .local }),
            ("busy", .commandInExecution, nil, nil, { $0.commandInFlight = "c-0" }),
            ("interlock", .interlocked, nil, nil, { $0.valve.interlocks = ["LOW_SUCTION"] }),
            ("condition", .interlocked, nil, nil, { $0.failedInterlocks = ["p < 6"] }),
            ("critical", .needsSecondOperator, nil, nil, { $0.configuration?.critical = true }),
            ("at rest there", .positionReached, nil, nil, { $0.valve.state = .closed }),
        ]
        for (name, wanted, stop, safe, change) in rows {
            #expect(code(.init(action: .close), change) == wanted, "\(name)")
            #expect(code(.init(action: .stop), change) == stop, "stop: \(name)")
            #expect(code(.init(action: .safe), change) == safe, "safe: \(name)")
        }
    }

    @Test("A view that is no longer true refuses, but not `stop`")
    func revision() {
        #expect(code(.init(action: .close, expectRev: 4)) == .stateChanged)
        #expect(code(.init(action: .close, expectRev: 5)) == nil)
        #expect(code(.init(action: .stop, expectRev: 4)) == nil)
    }

    @Test("Already there, and only then")
    func reached() {
        #expect(code(.init(action: .position, position: 50.9)) == .positionReached)
        #expect(code(.init(action: .position, position: 51.1)) == nil)
        #expect(code(.init(action: .position, position: 50)) { $0.valve.state = .closing } == nil)
        #expect(code(.init(action: .open)) { $0.valve.state = .open } == .positionReached)
        #expect(code(.init(action: .open)) { $0.valve.state = .closed } == nil)
    }

    @Test("Requests that make no sense")
    func validation() {
        let bad: [ActuationRequest] = [
            .init(action: .position), .init(action: .position, position: -1), .init(action: .position, position: 100.1),
            .init(action: .position, position: .nan), .init(action: .open, position: 50),
            .init(action: .stop, position: 0), .init(action: .close, reason: "a\u{1B}[2J"),
            .init(action: .close, reason: String(repeating: "x", count: 401)),
        ]
        for request in bad { #expect(code(request) == .validationFailed, "\(request)") }
        #expect(code(.init(action: .safe)) { $0.configuration?.safePosition = nil } == .validationFailed)
    }

    @Test("The default action is the configured one, else a refusal")
    func defaultAction() throws {
        #expect(try ActuationGate.defaultRequest(of: ValveFixture.configuration).action == .close)
        let none = ValveConfiguration(id: "v-2", name: "two")
        let refusal = #expect(throws: Refusal.self) { try ActuationGate.defaultRequest(of: none) }
        #expect(refusal?.code == .validationFailed)
    }
}
