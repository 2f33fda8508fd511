import OpsCore
import Testing

@testable import OpsDemo

/// The judge of the leak, step by step.
@Suite struct LeakJudgeTests {
    private static let time = DrillJudgeTests.time

    private static func valve(_ id: String, bar: Double, flow: Double, _ state: ValveState = .open) -> ValveStatus {
        var valve = ValveStatus(id: id, name: id)
        (valve.configured, valve.state, valve.quality, valve.online) = (true, state, .good, true)
        (valve.lastSeenAt, valve.pressureBar, valve.flowLps, valve.rev) = (time, bar, flow, 4)
        return valve
    }

    private static func alarm(_ state: AlertState, segment: String = "7", by person: String? = nil) -> AlertStatus {
        var alarm = AlertStatus(
            id: "FlowImbalance-\(segment)", name: "FlowImbalance", source: .plant, severity: .critical, state: state,
            summary: "", labels: ["seg": segment], since: time)
        alarm.acknowledgedBy = person
        return alarm
    }

    private static func command(_ id: String, _ valve: String, _ state: CommandState) -> CommandStatus {
        var command = CommandStatus(
            id: id, valveId: valve, action: .close, position: 0, actor: "a", reason: nil, epoch: 1, issuedAt: time,
            notAfter: time)
        command.state = state
        return command
    }

    private static let calm = DrillJudgeTests.picture {
        $0.valves = [valve("v-103", bar: 4, flow: 75), valve("v-104", bar: 3.6, flow: 75)]
    }

    private static let leaking = DrillJudgeTests.picture {
        $0.valves = [valve("v-103", bar: 3.2, flow: 146), valve("v-104", bar: 3, flow: 60)]
        $0.alerts = [alarm(.active)]
        $0.incidents = [DrillJudgeTests.incident(3, .open, alerts: ["FlowImbalance-7"])]
    }

    private static let isolated = DrillJudgeTests.picture {
        $0.valves = [valve("v-103", bar: 4.3, flow: 0, .closed), valve("v-104", bar: 0, flow: 0, .closed)]
        $0.commands = [command("c-1", "v-103", .confirmed), command("c-2", "v-104", .confirmed)]
        $0.alerts = [alarm(.resolved, by: "console")]
        $0.incidents = [DrillJudgeTests.incident(3, .resolved, alerts: ["FlowImbalance-7"])]
    }

    /// A judge that has seen the leak and has had both valves closed.
    private static func ordered() -> LeakJudge {
        var judge = LeakJudge()
        _ = judge.orders(calm, at: 1)
        _ = judge.orders(leaking, at: 2)
        judge.started(command: "c-1", valve: "v-103")
        judge.started(command: "c-2", valve: "v-104")
        return judge
    }

    @Test func aWholeDrillPasses() {
        var judge = LeakJudge()
        #expect(judge.orders(Self.calm, at: 1) == [])
        #expect(judge.missing.first == .pressureFell && judge.pressureBefore == 4)
        let orders = judge.orders(Self.leaking, at: 2)
        let closing = Self.leaking.valves.map { DrillOrder.actuate($0, .close) }
        #expect(orders == [.acknowledge(alert: "FlowImbalance-7")] + closing)
        #expect(judge.orders(Self.leaking, at: 3) == [], "each is asked for once")
        judge.started(command: "c-1", valve: "v-103")
        judge.started(command: "c-2", valve: "v-104")
        #expect(judge.orders(Self.isolated, at: 9) == [])
        #expect(judge.missing == [] && judge.isComplete)
        #expect(judge.seen[.alarmFired] == 2 && judge.seen[.alarmCleared] == 9)
    }

    @Test func anAlarmThatNobodyAcknowledgedIsNotOver() {
        var judge = Self.ordered()
        var picture = Self.isolated
        picture.alerts = [Self.alarm(.cleared)]
        _ = judge.orders(picture, at: 9)
        #expect(judge.missing == [.alarmAcknowledged, .alarmCleared])
    }

    @Test func anAcknowledgementThatWasRefusedIsGivenAgain() {
        var judge = Self.ordered()
        judge.refused(.acknowledge(alert: "FlowImbalance-7"))
        #expect(judge.orders(Self.leaking, at: 3) == [.acknowledge(alert: "FlowImbalance-7")])
    }

    @Test func nothingReturnsThatHasNotGone() {
        var judge = LeakJudge()
        _ = judge.orders(Self.calm, at: 1)
        _ = judge.orders(Self.calm, at: 2)
        #expect(judge.seen[.pressureReturned] == nil && judge.seen[.alarmCleared] == nil)
    }

    @Test func anotherSegmentsAlarmIsNotThisOne() {
        var judge = LeakJudge()
        _ = judge.orders(Self.calm, at: 1)
        var other = Self.leaking
        other.alerts = [Self.alarm(.active, segment: "8")]
        #expect(judge.orders(other, at: 2) == [] && judge.seen[.alarmFired] == nil)
    }

    @Test func aConfirmedCommandOfAValveThatStillFlowsDoesNotCount() {
        var judge = Self.ordered()
        var picture = Self.isolated
        picture.valves[0].flowLps = 4
        _ = judge.orders(picture, at: 9)
        #expect(judge.seen[.inletClosed] == nil && judge.seen[.outletClosed] == 9)
    }

    @Test func pressureThatStaysLowIsNotBack() {
        var judge = Self.ordered()
        var picture = Self.isolated
        picture.valves[0].pressureBar = 3.7
        _ = judge.orders(picture, at: 9)
        #expect(judge.missing == [.pressureReturned])
    }

    @Test func aCommandThatCameToNothingIsGivenAgainThreeTimesInAll() {
        var judge = Self.ordered()
        var given = 0
        for turn in 0..<10 {
            var picture = Self.leaking
            picture.commands = [
                Self.command("c-1", "v-103", .accepted), Self.command("f-\(turn - 1)", "v-104", .failed),
                Self.command("c-2", "v-104", .failed),
            ]
            for order in judge.orders(picture, at: Double(turn)) {
                #expect(order == .actuate(picture.valves[1], .close))
                judge.started(command: "f-\(turn)", valve: "v-104")
                given += 1
            }
        }
        #expect(given == LeakJudge.attempts - 1)
    }

    @Test func everyStepHasItsOwnWords() {
        #expect(Set(LeakStep.allCases.map(\.rawValue)).count == LeakStep.allCases.count)
    }
}
