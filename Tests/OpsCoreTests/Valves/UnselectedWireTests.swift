import OpsCore
import Testing

/// A command over a wire that knows no select: everything is checked once more, then the operate leaves alone.
@Suite("Commands without select")
struct UnselectedWireTests {
    private static let configuration = ValveConfiguration(
        id: "v-1", name: "one", travelSeconds: 10, safePosition: 20,
        schema: .sparkplug(SparkplugFixture.address, commands: true))

    private static func machine(_ action: ValveAction = .close) -> Actuation {
        Actuation(
            command: ValveFixture.command(action), valve: configuration, basis: ValveFixture.state(1, 100))
    }

    private static func messages(_ actions: [ActuationAction]) -> [ValveCommandMessage] {
        actions.compactMap { if case .publish(let message) = $0 { message } else { nil } }
    }

    @Test("It asks for the check, then operates, and never selects or cancels")
    func operates() {
        var machine = Self.machine()
        let start = machine.handle(.start, at: ValveFixture.at(0))
        #expect(start.contains(.recheck) && Self.messages(start).isEmpty)
        let go = machine.handle(.rechecked(nil), at: ValveFixture.at(0.1))
        #expect(Self.messages(go).map(\.phase) == [.operate])
        #expect(Self.messages(go).first?.selectToken == nil)
        _ = machine.handle(ValveFixture.ack(.accepted), at: ValveFixture.at(0.2))
        #expect(machine.status.state == .accepted)
    }

    @Test("A condition that fails meanwhile ends it with nothing sent")
    func refused() {
        var machine = Self.machine()
        _ = machine.handle(.start, at: ValveFixture.at(0))
        let end = machine.handle(.rechecked(Refusal(.interlocked, "no")), at: ValveFixture.at(0.1))
        #expect(Self.messages(end).isEmpty && machine.status.state == .rejected)
    }

    @Test("It never leaves after its time")
    func late() {
        var machine = Self.machine()
        _ = machine.handle(.start, at: ValveFixture.at(0))
        let end = machine.handle(.rechecked(nil), at: ValveFixture.at(5.1))
        #expect(Self.messages(end).isEmpty && machine.status.state == .timedOut)
    }

    @Test("A link lost before it leaves ends it; after it, nothing is sent again")
    func links() {
        var early = Self.machine()
        _ = early.handle(.start, at: ValveFixture.at(0))
        #expect(Self.messages(early.handle(.linkLost, at: ValveFixture.at(0.1))).isEmpty)
        #expect(early.status.state == .failed)
        #expect(early.handle(.rechecked(nil), at: ValveFixture.at(0.2)).isEmpty)
        var late = Self.machine()
        _ = late.handle(.start, at: ValveFixture.at(0))
        _ = late.handle(.rechecked(nil), at: ValveFixture.at(0.1))
        #expect(Self.messages(late.handle(.linkLost, at: ValveFixture.at(0.2))).isEmpty)
        #expect(late.status.state == .unknown)
        #expect(Self.messages(late.handle(.connected, at: ValveFixture.at(1))).isEmpty)
    }

    @Test("Without the site's word no command goes over that wire, stop and safe included")
    func closed() {
        var configuration = Self.configuration
        configuration.schema = .sparkplug(SparkplugFixture.address, commands: false)
        var model = ValveTelemetryModel(valve: "v-1", configuration: configuration)
        _ = model.receive(state: ValveFixture.state(1, 100), at: ValveFixture.at(0))
        for action in ValveAction.allCases {
            let request = ActuationRequest(action: action, position: action == .position ? 40 : nil)
            let refusal = ActuationGate.check(
                request,
                ActuationFacts(
                    brokerConnected: true, configuration: configuration, valve: model.status, stateIsFresh: true))
            #expect(refusal?.code == .forbidden && refusal?.detail.contains("commands: true") == true)
        }
    }

    @Test("A device without heartbeat stays fresh for a minute")
    func staleness() {
        var model = ValveTelemetryModel(valve: "v-1", configuration: Self.configuration)
        _ = model.receive(state: ValveFixture.state(1, 100), at: ValveFixture.at(0))
        #expect(model.isFresh(at: ValveFixture.at(59).monotonic))
        #expect(!model.isFresh(at: ValveFixture.at(61).monotonic))
    }
}
