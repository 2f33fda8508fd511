import OpsCore
import Testing

@testable import OpsDemo

/// The drill's judge, step by step.
@Suite struct DrillJudgeTests {
    static let time = WallTime(milliseconds: 1_790_000_000_000)

    static func picture(_ change: (inout OpsSnapshot) -> Void = { _ in }) -> OpsSnapshot {
        let server = ServerInfo(site: "main", host: "h", version: "1", pid: 1, startedAt: time)
        var snapshot = OpsSnapshot(
            sequence: 1, at: time, server: server, metrics: MetricsStatus(current: MetricsPoint(at: time)))
        snapshot.breakers = [
            BreakerStatus(name: "enrich", state: .closed), BreakerStatus(name: "redis", state: .closed),
        ]
        change(&snapshot)
        return snapshot
    }

    static func valve(_ state: ValveState, critical: Bool = false) -> ValveStatus {
        var valve = ValveStatus(id: critical ? "v-0" : "v-1", name: "one")
        (valve.configured, valve.critical, valve.state, valve.quality) = (true, critical, state, .good)
        (valve.mode, valve.lastSeenAt, valve.online) = (.remote, time, true)
        return valve
    }

    static func alert(_ state: AlertState) -> AlertStatus {
        AlertStatus(
            id: "HighErrorRate-1", name: "HighErrorRate", source: .rule, severity: .critical, state: state, summary: "",
            labels: [:], since: time)
    }

    static func incident(_ id: Int64, _ status: IncidentPhase, alerts: [String]) -> IncidentStatus {
        var incident = IncidentStatus(id: id, title: "t", severity: .sev2, openedAt: time)
        (incident.status, incident.alertIds) = (status, alerts)
        return incident
    }

    @Test func nothingIsSeenInAnEmptyPicture() {
        var judge = DrillJudge()
        let asks = judge.observe(Self.picture(), at: 0)
        #expect(!asks)
        #expect(judge.missing == DrillStep.allCases)
    }

    @Test func aWholeDrillPasses() {
        var judge = DrillJudge()
        let alertID = "HighErrorRate-1"
        let asks = judge.observe(
            Self.picture { picture in
                picture.metrics.current.requestRatePerSecond = 30
                picture.valves = [Self.valve(.open, critical: true), Self.valve(.open)]
            }, at: 1)
        #expect(asks)
        #expect(judge.valve?.id == "v-1")
        judge.commandID = "c-1"
        _ = judge.observe(
            Self.picture { picture in
                picture.breakers[0].state = .open
                picture.alerts = [Self.alert(.active)]
                picture.incidents = [Self.incident(4, .open, alerts: [alertID])]
            }, at: 2)
        #expect(judge.missing == [.valveClosed, .breakerClosed, .alertCleared, .incidentResolved])
        var command = CommandStatus(
            id: "c-1", valveId: "v-1", action: .close, position: 0, actor: "a", reason: nil, epoch: 1,
            issuedAt: Self.time,
            notAfter: Self.time)
        command.state = .confirmed
        let confirmed = command
        _ = judge.observe(
            Self.picture { picture in
                picture.valves = [Self.valve(.closed)]
                picture.commands = [confirmed]
                picture.alerts = [Self.alert(.resolved)]
                picture.incidents = [Self.incident(4, .resolved, alerts: [alertID])]
            }, at: 3)
        #expect(judge.missing.isEmpty)
        #expect(judge.seen[.valveClosed] == 3)
    }

    @Test func anotherBreakerAlertOrIncidentDoesNotCount() {
        var judge = DrillJudge()
        _ = judge.observe(
            Self.picture { picture in
                picture.breakers[1].state = .open
                var other = Self.alert(.active)
                (other.id, other.name) = ("HighLatency-1", "HighLatency")
                picture.alerts = [other]
                picture.incidents = [Self.incident(4, .open, alerts: [other.id])]
            }, at: 1)
        #expect(judge.missing == DrillStep.allCases)
    }

    @Test func aConfirmedCommandWithAnOpenValveDoesNotCount() {
        var judge = DrillJudge()
        judge.commandID = "c-1"
        var command = CommandStatus(
            id: "c-1", valveId: "v-1", action: .close, position: 0, actor: "a", reason: nil, epoch: 1,
            issuedAt: Self.time,
            notAfter: Self.time)
        command.state = .confirmed
        let confirmed = command
        _ = judge.observe(
            Self.picture { picture in
                picture.valves = [Self.valve(.open)]
                picture.commands = [confirmed]
            }, at: 1)
        #expect(judge.seen[.valveClosed] == nil)
    }

    @Test func aRefusedCommandIsAskedForAgainThreeTimesInAll() {
        var judge = DrillJudge()
        let fit = Self.picture { $0.valves = [Self.valve(.open)] }
        var asked = 0
        for turn in 0..<10 where judge.observe(fit, at: Double(turn)) {
            asked += 1
            judge.refused()
        }
        #expect(asked == 3)
    }

    @Test func everyStepHasItsOwnWords() {
        #expect(Set(DrillStep.allCases.map(\.rawValue)).count == DrillStep.allCases.count)
    }
}
