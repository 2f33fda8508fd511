import OpsCore
import Testing

private typealias Fixture = ValveFixture

@Suite("How commands end")
struct ActuationEndingsTests {
    private func started(_ action: ValveAction = .close) -> Actuation {
        var machine = Actuation(
            command: Fixture.command(action), valve: Fixture.configuration, basis: Fixture.state(1, 100, last: "old"))
        _ = machine.handle(.start, at: Fixture.at(0))
        return machine
    }

    private func operated(_ action: ValveAction = .close) -> Actuation {
        var machine = started(action)
        _ = machine.handle(Fixture.ack(.selected), at: Fixture.at(0.1))
        _ = machine.handle(.rechecked(nil), at: Fixture.at(0.2))
        return machine
    }

    private func accepted() -> Actuation {
        var machine = operated()
        _ = machine.handle(Fixture.ack(.accepted), at: Fixture.at(0.3))
        return machine
    }

    @Test("What an event does in each stage")
    func table() {
        let stages: [(String, Actuation)] = [
            ("selecting", started()), ("operating", operated()), ("travelling", accepted()),
        ]
        let rows: [(String, ActuationEvent, [CommandState])] = [
            ("link lost", .linkLost, [.failed, .unknown, .unknown]),
            ("device offline", .deviceOffline, [.failed, .unknown, .unknown]),
            ("superseded", .supersede(by: "c-2"), [.superseded, .selected, .accepted]),
            ("rejected", Fixture.ack(.rejected, cause: "LOCAL_MODE"), [.rejected, .rejected, .failed]),
            ("failed", Fixture.ack(.failed), [.requested, .failed, .failed]),
            ("taken over", Fixture.ack(.superseded), [.superseded, .superseded, .superseded]),
            ("accepted", Fixture.ack(.accepted), [.requested, .accepted, .accepted]),
            ("completed", Fixture.ack(.completed), [.requested, .accepted, .accepted]),
            ("another's", Fixture.ack(.rejected, id: "c-9"), [.requested, .selected, .accepted]),
            ("not sent", .publishFailed(.select, mayHaveLeft: false), [.failed, .selected, .accepted]),
            ("perhaps sent", .publishFailed(.select, mayHaveLeft: true), [.requested, .selected, .accepted]),
            ("operate not sent", .publishFailed(.operate, mayHaveLeft: false), [.requested, .failed, .accepted]),
            ("operate perhaps", .publishFailed(.operate, mayHaveLeft: true), [.requested, .unknown, .accepted]),
            ("rebooted", .state(Fixture.state(1, 100, boot: "b2"), fresh: true), [.failed, .failed, .failed]),
            (
                "other command", .state(Fixture.state(2, 100, last: "x"), fresh: true),
                [.requested, .selected, .accepted]
            ),
            (
                "old report", .state(Fixture.state(2, 100, last: "old"), fresh: true),
                [.requested, .selected, .accepted]
            ),
            ("connected", .connected, [.requested, .selected, .accepted]),
        ]
        for (name, event, wanted) in rows {
            for ((stage, machine), state) in zip(stages, wanted) {
                var machine = machine
                _ = machine.handle(event, at: Fixture.at(0.5))
                #expect(machine.status.state == state, "\(name) while \(stage)")
                #expect(machine.isEnded == state.isFinal, "\(name) while \(stage)")
            }
        }
    }

    @Test("The device's reason is the command's cause; its own words are kept as detail")
    func causes() {
        var machine = started()
        _ = machine.handle(Fixture.ack(.rejected, cause: "INTERLOCKED"), at: Fixture.at(0.1))
        #expect(machine.status.cause == .interlocked)
        var other = started()
        _ = other.handle(Fixture.ack(.rejected, cause: "GEARBOX"), at: Fixture.at(0.1))
        #expect(other.status.cause == nil && other.status.detail == "The device refused: GEARBOX")
    }

    @Test("Accepted, but still reported in place after two seconds: failed")
    func stuck() {
        var machine = accepted()
        _ = machine.handle(.state(Fixture.state(2, 100, target: 0, last: "c-1"), fresh: true), at: Fixture.at(0.5))
        _ = machine.handle(.timer, at: Fixture.at(2.4))
        #expect(machine.status.state == .accepted)
        _ = machine.handle(.timer, at: Fixture.at(2.5))
        #expect(machine.status.state == .accepted, "nothing was heard since: silence proves nothing")
        _ = machine.handle(.state(Fixture.state(3, 100, target: 0, last: "c-1"), fresh: true), at: Fixture.at(5.5))
        #expect(machine.status.state == .failed)
    }

    @Test("Silent in the middle of a movement: unknown at the last deadline, whatever the last report said")
    func silentWhileMoving() {
        var machine = accepted()
        _ = machine.handle(
            .state(Fixture.state(2, 60, moving: true, target: 0, last: "c-1"), fresh: true), at: Fixture.at(3))
        _ = machine.handle(.timer, at: Fixture.at(18.3))
        #expect(machine.status.state == .unknown && machine.status.cause == .staleState)
    }

    @Test("Not there in time: timed out where reports came, unknown where none did")
    func travelOver() {
        var reported = accepted()
        for second in stride(from: 1.0, through: 17, by: 4) {
            let state = Fixture.state(Int64(second) + 1, 100 - second, moving: true, target: 0, last: "c-1")
            _ = reported.handle(.state(state, fresh: true), at: Fixture.at(second))
        }
        _ = reported.handle(.timer, at: Fixture.at(18.3))
        #expect(reported.status.state == .timedOut)
        #expect(reported.status.detail?.contains("83.0 %") == true)

        var silent = accepted()
        _ = silent.handle(.timer, at: Fixture.at(2.4))
        #expect(silent.status.state == .accepted)
        _ = silent.handle(.timer, at: Fixture.at(18.3))
        #expect(silent.status.state == .unknown && silent.status.cause == .staleState)
    }

    @Test("An unknown command is settled by telemetry alone")
    func settled() {
        var machine = operated()
        _ = machine.handle(.timer, at: Fixture.at(3.2))
        #expect(machine.status.state == .unknown, "the operate left, so silence proves nothing")

        var done = machine
        _ = done.handle(.state(Fixture.state(9, 0, rev: 8, last: "c-1"), fresh: true), at: Fixture.at(20))
        #expect(done.status.state == .moving)
        _ = done.handle(.timer, at: Fixture.at(21))
        #expect(done.status.state == .confirmed)

        var early = machine
        _ = early.handle(.state(Fixture.state(9, 100, last: "old"), fresh: true), at: Fixture.at(8))
        #expect(early.status.state == .unknown, "its token still lives: it may yet act")
        _ = early.handle(.state(Fixture.state(10, 100, last: "old"), fresh: true), at: Fixture.at(10.2))
        #expect(early.status.state == .timedOut)

        var others = machine
        _ = others.handle(.state(Fixture.state(9, 0, last: "c-7"), fresh: true), at: Fixture.at(8))
        #expect(others.status.state == .unknown, "ours may still be behind it")
        _ = others.handle(.state(Fixture.state(10, 0, last: "c-7"), fresh: true), at: Fixture.at(10.2))
        #expect(others.status.state == .failed)

        var overtaken = machine
        _ = overtaken.handle(.state(Fixture.state(9, 50, last: "c-1"), fresh: true), at: Fixture.at(4))
        _ = overtaken.handle(.state(Fixture.state(10, 50, last: "c-7"), fresh: true), at: Fixture.at(5))
        #expect(overtaken.status.state == .superseded)

        var rebooted = machine
        _ = rebooted.handle(.state(Fixture.state(1, 0, boot: "b2", last: "c-1"), fresh: true), at: Fixture.at(8))
        #expect(rebooted.status.state == .failed)

        var retained = machine
        _ = retained.handle(.state(Fixture.state(9, 0, last: "c-1"), fresh: false), at: Fixture.at(8))
        #expect(retained.status.state == .unknown)
    }

    @Test("A stop that wants to take over ends what has left when the device names it, and not before")
    func takenOver() {
        var machine = accepted()
        _ = machine.handle(.supersede(by: "c-2"), at: Fixture.at(1))
        _ = machine.handle(.state(Fixture.state(2, 80, moving: true, last: "c-1"), fresh: true), at: Fixture.at(2))
        #expect(machine.status.state == .moving)

        var stopped = machine
        _ = stopped.handle(.state(Fixture.state(3, 70, last: "c-2"), fresh: true), at: Fixture.at(3))
        #expect(stopped.status.state == .superseded)

        var missed = machine
        _ = missed.handle(.state(Fixture.state(3, 0, last: "c-1"), fresh: true), at: Fixture.at(8))
        _ = missed.handle(.timer, at: Fixture.at(9.1))
        #expect(missed.status.state == .confirmed, "the stop never reached it")

        var unseen = operated()
        _ = unseen.handle(.supersede(by: "c-2"), at: Fixture.at(1))
        _ = unseen.handle(.state(Fixture.state(2, 90, last: "c-2"), fresh: true), at: Fixture.at(2))
        #expect(unseen.status.state == .superseded)
        #expect(unseen.handle(.rechecked(nil), at: Fixture.at(3)).isEmpty)
    }

    @Test("A lost link in mid-travel: unknown, then moving again, then confirmed; never sent again")
    func lostInTravel() {
        var machine = accepted()
        _ = machine.handle(
            .state(Fixture.state(2, 80, moving: true, target: 0, last: "c-1"), fresh: true), at: Fixture.at(2))
        #expect(machine.handle(.linkLost, at: Fixture.at(3)).contains { if case .save = $0 { true } else { false } })
        #expect(machine.status.state == .unknown && machine.status.cause == .brokerDown)
        _ = machine.handle(.connected, at: Fixture.at(5))
        _ = machine.handle(
            .state(Fixture.state(20, 40, moving: true, target: 0, last: "c-1"), fresh: true), at: Fixture.at(6))
        #expect(machine.status.state == .moving && machine.status.cause == nil)
        _ = machine.handle(.state(Fixture.state(30, 0, last: "c-1"), fresh: true), at: Fixture.at(10))
        let actions = machine.handle(.timer, at: Fixture.at(11))
        #expect(machine.status.state == .confirmed && actions.last == .finish)
    }

    @Test("A command that was under way when the server stopped is settled, not sent")
    func restored() {
        var kept = accepted().status
        #expect(kept.bootId == "b1")
        kept.state = .accepted
        var machine = Actuation(restoring: kept, valve: Fixture.configuration, at: Fixture.at(60))
        let actions = machine.handle(.start, at: Fixture.at(60))
        #expect(actions == [.save(machine.status)] && machine.status.state == .unknown)
        var done = machine
        _ = done.handle(.state(Fixture.state(50, 0, last: "c-1"), fresh: true), at: Fixture.at(61))
        _ = done.handle(.timer, at: Fixture.at(62))
        #expect(done.status.state == .confirmed)
        _ = machine.handle(.state(Fixture.state(50, 100, last: "old"), fresh: true), at: Fixture.at(61))
        #expect(machine.status.state == .unknown)
        _ = machine.handle(.state(Fixture.state(51, 100, last: "old"), fresh: true), at: Fixture.at(75))
        #expect(machine.status.state == .failed)
    }

    @Test("A link that comes and goes does not grow the record without bound")
    func bounded() {
        var machine = accepted()
        for step in 0..<200 {
            let at = 1 + Double(step) * 0.01
            _ = machine.handle(.linkLost, at: Fixture.at(at))
            let state = Fixture.state(Int64(step + 2), 50, moving: true, target: 0, last: "c-1")
            _ = machine.handle(.state(state, fresh: true), at: Fixture.at(at))
        }
        #expect(machine.status.steps.count <= 32)
        #expect(machine.status.steps.first?.state == .requested)
    }
}
