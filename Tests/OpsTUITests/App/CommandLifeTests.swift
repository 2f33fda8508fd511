import OpsClient
import OpsCore
import OpsTerminal
import Testing

@testable import OpsTUI

/// The life of the command in hand, from the key to what telemetry says.
@Suite struct CommandLifeTests {
    private func sent() -> DashboardState {
        var state = Fixture.state(busy: false)
        Fixture.press(&state, Fixture.typed("2jjvcv-103") + [.enter], id: Fixture.commandID)
        return state
    }

    private func line(_ state: DashboardState) -> String {
        CommandLine.pieces(state, .unicode).map(\.text).joined()
    }

    private func status(_ states: [CommandState]) -> CommandStatus {
        var status = Fixture.command()
        status.steps = states.enumerated().map {
            CommandStep(state: $1, at: Fixture.now.advanced(seconds: Double($0)))
        }
        status.state = states.last ?? .requested
        return status
    }

    @Test func sendingIsSaidBeforeTheServerAnswers() {
        #expect(line(sent()).contains("v-103 close"))
        #expect(line(sent()).contains("SENDING"))
    }

    @Test func stepsComeFromTheStreamAndNeverGoBack() {
        var state = sent()
        Fixture.feed(&state, Fixture.change(.command(status([.requested, .selected, .accepted, .moving]))), at: 2)
        #expect(line(state).contains("requested 14:02:31 → selected → accepted → MOVING"))
        // The answer to the request comes late and knows less.
        let late = EffectOutcome.actuated(
            idempotencyKey: Fixture.commandID, .success(status([.requested, .selected])))
        Fixture.feed(&state, .ended(late), at: 2.1)
        #expect(line(state).contains("MOVING"))
        Fixture.feed(
            &state, Fixture.change(.command(status([.requested, .accepted, .moving, .moving, .confirmed]))), at: 9)
        #expect(line(state).contains("confirmed by telemetry"))
        Fixture.feed(&state, .tick, at: 60)
        #expect(state.hand == nil)
    }

    @Test func aRefusalStaysWithItsReason() {
        var state = sent()
        let refusal = EffectFailure(code: .interlocked, text: "INTERLOCKED: suction is low")
        Fixture.feed(
            &state, .ended(.actuated(idempotencyKey: Fixture.commandID, .failure(refusal))), at: 2)
        #expect(line(state).contains("REFUSED INTERLOCKED: suction is low"))
        #expect(state.hand?.isInFlight == false)
    }

    @Test func noAnswerIsUnknownUntilTheStreamTells() {
        var state = sent()
        let lost = EffectFailure(text: "link lost", outcomeUnknown: true)
        Fixture.feed(&state, .ended(.actuated(idempotencyKey: Fixture.commandID, .failure(lost))), at: 2)
        #expect(line(state).contains("UNKNOWN"))
        #expect(state.hand?.isInFlight == true)
        var snapshot = Fixture.snapshot(busy: false)
        snapshot.commands = [status([.requested, .selected, .accepted, .confirmed])]
        Fixture.feed(&state, .stream(.snapshot(snapshot)), at: 5)
        #expect(line(state).contains("confirmed by telemetry"))
    }

    @Test func anotherCommandsAnswerIsNotTakenForIt() {
        var state = sent()
        var other = status([.requested, .rejected])
        other.id = "another"
        Fixture.feed(&state, .ended(.actuated(idempotencyKey: "another", .success(other))), at: 2)
        Fixture.feed(&state, Fixture.change(.command(other)), at: 2)
        #expect(line(state).contains("SENDING"))
    }

    @Test func somebodyElsesCommandIsTold() {
        #expect(line(Fixture.state(busy: true)).contains("v-103 close  by op2"))
    }
}
