import OpsCore
import Testing

private typealias Fixture = ValveFixture

/// A machine under test, with what it has asked for.
private struct Run {
    var machine: Actuation
    var published: [ValveCommandMessage] = []
    var saved: [CommandState] = []
    var timer: MonotonicTime?
    var rechecks = 0
    var isFinished = false

    init(_ action: ValveAction, position: Double? = nil, from: Double = 100) {
        machine = Actuation(
            command: Fixture.command(action, position: position), valve: Fixture.configuration,
            basis: Fixture.state(1, from, last: "old"))
    }

    mutating func take(_ event: ActuationEvent, at seconds: Double) {
        for action in machine.handle(event, at: Fixture.at(seconds)) {
            switch action {
            case .save(let status): saved.append(status.state)
            case .publish(let message): published.append(message)
            case .recheck: rechecks += 1
            case .setTimer(let at): timer = at
            case .finish: isFinished = true
            }
        }
    }

    /// Until the device has accepted, at 0.3 s.
    mutating func accept() {
        take(.start, at: 0)
        if !machine.status.action.isUnconditional {
            take(Fixture.ack(.selected), at: 0.1)
            take(.rechecked(nil), at: 0.2)
        }
        take(Fixture.ack(.accepted), at: 0.3)
    }

    mutating func see(_ state: ValveStateMessage, at seconds: Double) { take(.state(state, fresh: true), at: seconds) }

    var state: CommandState { machine.status.state }
    var code: ProblemCode? { machine.status.cause }
}

@Suite("A command's life")
struct ActuationTests {
    @Test("Select, check, operate, accepted, moving, confirmed")
    func whole() {
        var run = Run(.close)
        run.take(.start, at: 0)
        #expect(run.published.map(\.phase) == [.select])
        #expect(run.published[0].selectToken == nil && run.published[0].expect.rev == 5)
        #expect(run.published[0].expect.bootID == "b1" && run.published[0].epoch == 9)
        run.take(Fixture.ack(.selected), at: 0.1)
        #expect(run.rechecks == 1 && run.published.count == 1, "nothing leaves before the second check")
        run.take(.rechecked(nil), at: 0.2)
        #expect(run.published.map(\.phase) == [.select, .operate])
        #expect(run.published[1].selectToken == "t" && run.published[1].commandID == "c-1")
        run.take(Fixture.ack(.accepted), at: 0.3)
        run.see(Fixture.state(2, 100, rev: 6, target: 0, last: "c-1"), at: 0.4)
        run.see(Fixture.state(3, 90, rev: 6, moving: true, target: 0, last: "c-1"), at: 2)
        run.see(Fixture.state(4, 0, rev: 7, last: "c-1"), at: 10)
        #expect(run.state == .moving, "not before it has rested for a second")
        #expect(run.timer == Fixture.at(11).monotonic)
        run.take(.timer, at: 11)
        #expect(run.state == .confirmed && run.isFinished && run.code == nil)
        #expect(run.machine.status.steps.map(\.state) == [.requested, .selected, .accepted, .moving, .confirmed])
        #expect(run.saved.first == .requested, "durable before it leaves")
        #expect(run.machine.status.confirmBy == Fixture.at(0.3 + 2 + 15 + 1).wall)
    }

    @Test("`stop` and `safe` go straight to operate, with the boot alone", arguments: [ValveAction.stop, .safe])
    func direct(action: ValveAction) {
        var run = Run(action, from: 20)
        run.take(.start, at: 0)
        #expect(run.published.map(\.phase) == [.operate])
        #expect(run.published[0].expect == .init(bootID: "b1", rev: nil))
        #expect(run.published[0].selectToken == nil && run.published[0].position == nil)
        run.take(Fixture.ack(.accepted), at: 0.1)
        run.see(Fixture.state(2, 20, rev: 6, last: "c-1"), at: 0.2)
        run.take(.timer, at: 1.2)
        #expect(run.state == .confirmed)
    }

    @Test("Nothing confirms but a live, good, resting report of this boot that names the command at its target")
    func nearlyConfirmed() {
        let wrong: [(String, ValveStateMessage, Bool)] = [
            ("retained", Fixture.state(3, 0, last: "c-1"), false),
            ("another command", Fixture.state(3, 0, last: "old"), true),
            ("no command", Fixture.state(3, 0), true),
            ("moving", Fixture.state(3, 0, moving: true, last: "c-1"), true),
            ("off target", Fixture.state(3, 2.1, last: "c-1", closed: true), true),
            ("no limit switch", Fixture.state(3, 0, last: "c-1", closed: false), true),
            ("both limit switches", Fixture.state(3, 0, last: "c-1", open: true), true),
            ("uncertain", Fixture.state(3, 0, last: "c-1", quality: .uncertain), true),
            ("another boot", Fixture.state(3, 0, boot: "b2", last: "c-1"), true),
            ("older", Fixture.state(2, 0, last: "c-1"), true),
        ]
        for (name, state, fresh) in wrong {
            var run = Run(.close)
            run.accept()
            run.see(Fixture.state(2, 50, moving: true, target: 0, last: "c-1"), at: 1)
            run.take(.state(state, fresh: fresh), at: 2)
            run.take(.timer, at: 3.1)
            #expect(run.state != .confirmed, "\(name)")
        }
    }

    @Test("A valve that leaves its target within the second is not confirmed")
    func unsteady() {
        var run = Run(.close)
        run.accept()
        run.see(Fixture.state(2, 0, last: "c-1"), at: 5)
        run.see(Fixture.state(3, 4, moving: true, last: "c-1"), at: 5.5)
        run.take(.timer, at: 6)
        #expect(run.state == .moving)
        run.see(Fixture.state(4, 0, last: "c-1"), at: 7)
        run.take(.timer, at: 7.9)
        #expect(run.state == .moving)
        run.take(.timer, at: 8)
        #expect(run.state == .confirmed)
    }

    @Test("A late timer at the end of a movement still finds it confirmed")
    func restBeatsMovement() {
        var run = Run(.position, position: 98, from: 100)
        run.accept()
        run.see(Fixture.state(2, 99, last: "c-1", open: false), at: 2.1)
        #expect(run.timer == Fixture.at(3.1).monotonic)
        run.take(.timer, at: 3.1)
        #expect(run.state == .confirmed)
    }

    @Test("Silence after the select: timed out, and nothing more is sent")
    func selectUnanswered() {
        var run = Run(.close)
        run.take(.start, at: 0)
        #expect(run.timer == Fixture.at(3).monotonic)
        run.take(.timer, at: 2.9)
        #expect(run.state == .requested)
        run.take(.timer, at: 3)
        #expect(run.state == .timedOut && run.code == .timeLimitOver && run.isFinished)
        run.take(Fixture.ack(.selected), at: 3.1)
        run.take(.rechecked(nil), at: 3.2)
        #expect(run.published.count == 1)
    }

    @Test("Nothing is sent after `not_after`, by either clock, or with a token that may be dead")
    func neverLate() {
        var late = Run(.close)
        late.take(.start, at: 5.1)
        #expect(late.published.isEmpty && late.state == .timedOut && late.code == .timeLimitOver)

        var slowCheck = Run(.close)
        slowCheck.take(.start, at: 0)
        slowCheck.take(Fixture.ack(.selected), at: 2.5)
        slowCheck.take(.rechecked(nil), at: 5.1)
        #expect(slowCheck.published.map(\.phase) == [.select, .cancel] && slowCheck.state == .timedOut)

        var shortToken = Run(.close)
        shortToken.take(.start, at: 0)
        shortToken.take(Fixture.ack(.selected, life: 1_000), at: 0.5)
        shortToken.take(.rechecked(nil), at: 1.1)
        #expect(shortToken.published.map(\.phase) == [.select, .cancel] && shortToken.state == .timedOut)

        // The wall clock is set back by an hour in between.
        var setBack = Run(.close)
        setBack.take(.start, at: 0)
        setBack.take(Fixture.ack(.selected), at: 0.1)
        let now = ActuationInstant(wall: Fixture.at(-3600).wall, monotonic: Fixture.at(5.5).monotonic)
        let actions = setBack.machine.handle(.rechecked(nil), at: now)
        #expect(!actions.contains { if case .publish(let message) = $0 { message.phase == .operate } else { false } })
    }

    @Test("What changes between select and operate refuses")
    func recheck() {
        var refused = Run(.close)
        refused.take(.start, at: 0)
        refused.take(Fixture.ack(.selected), at: 0.1)
        refused.take(.rechecked(Refusal(.interlocked, "low suction")), at: 0.2)
        #expect(refused.published.map(\.phase) == [.select, .cancel])
        #expect(refused.state == .rejected && refused.code == .interlocked)

        var changed = Run(.close)
        changed.take(.start, at: 0)
        changed.see(Fixture.state(2, 100, rev: 6, last: "old"), at: 0.05)
        changed.take(Fixture.ack(.selected), at: 0.1)
        changed.take(.rechecked(nil), at: 0.2)
        #expect(changed.state == .rejected && changed.code == .stateChanged)
        #expect(changed.published.map(\.phase) == [.select, .cancel])
    }

    @Test("Whatever comes twice, select and operate leave once")
    func once() {
        var run = Run(.close)
        for _ in 0..<3 {
            run.take(.start, at: 0)
            run.take(Fixture.ack(.selected), at: 0.1)
            run.take(.rechecked(nil), at: 0.2)
            run.take(Fixture.ack(.accepted), at: 0.3)
            run.take(.linkLost, at: 0.4)
            run.take(.connected, at: 0.5)
        }
        #expect(run.published.map(\.phase) == [.select, .operate])
    }
}
