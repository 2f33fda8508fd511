import OpsCore
import Testing

@Suite("A command that is taken back")
struct ActuationCancelTests {
    private func machine() -> Actuation {
        Actuation(
            command: ValveFixture.command(.close), valve: ValveFixture.configuration, basis: ValveFixture.state(1, 100))
    }

    private func published(_ actions: [ActuationAction]) -> [CommandPhase] {
        actions.compactMap { if case .publish(let message) = $0 { message.phase } else { nil } }
    }

    @Test("Before the device has granted the select nothing is sent any more")
    func selecting() {
        var machine = machine()
        _ = machine.handle(.start, at: ValveFixture.at(0))
        let actions = machine.handle(.cancel(by: "op2"), at: ValveFixture.at(0.1))
        #expect(published(actions).isEmpty && machine.isEnded)
        #expect(machine.status.state == .rejected && machine.status.cause == .notSelected)
        #expect(machine.status.detail?.contains("op2") == true)
        #expect(machine.handle(ValveFixture.ack(.selected), at: ValveFixture.at(0.2)).isEmpty)
    }

    @Test("A granted select is given back")
    func granted() {
        var machine = machine()
        _ = machine.handle(.start, at: ValveFixture.at(0))
        _ = machine.handle(ValveFixture.ack(.selected), at: ValveFixture.at(0.1))
        #expect(published(machine.handle(.cancel(by: "op2"), at: ValveFixture.at(0.2))) == [.cancel])
        #expect(
            published(machine.handle(.rechecked(nil), at: ValveFixture.at(0.3))).isEmpty, "the check comes too late")
    }

    @Test("What has left cannot be taken back")
    func left() {
        var machine = machine()
        _ = machine.handle(.start, at: ValveFixture.at(0))
        _ = machine.handle(ValveFixture.ack(.selected), at: ValveFixture.at(0.1))
        _ = machine.handle(.rechecked(nil), at: ValveFixture.at(0.2))
        #expect(machine.handle(.cancel(by: "op2"), at: ValveFixture.at(0.3)).isEmpty)
        #expect(!machine.isEnded)
    }
}
