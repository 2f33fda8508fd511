import OpsCore
import OpsPlant

/// What the plan holds: its beginning and, where it passes, its end.
extension VirtualRun {
    mutating func begin(_ happening: FaultPlan.Happening) {
        note("- \(happening)")
        switch happening {
        case .order(let valve, let action, let position): order(valve, action, position)
        case .brokerKilled(let span, let forgets): killBroker(for: span, forgets: forgets)
        case .brokerFrozen(let span): freezeBroker(for: span)
        case .serverKilled(let span): killServer(for: span)
        case .serverKilledAfter(let steps, let span): server.killAfter = (steps, span)
        case .serverLinkLost: loseLink()
        case .deviceLinkLost(let valve): disconnectDevice(valve)
        case .reboot(let valve, let span): reboot(valve, for: span)
        case .deviceClock(let valve, let off): devices[valve].skew = off
        case .serverClock(let off): server.skew = off
        case .retained(let valve): redeliver(valve)
        case .stuck, .slow, .local, .interlock, .condition, .storageFails: beginWindow(happening)
        }
    }

    private mutating func beginWindow(_ happening: FaultPlan.Happening) {
        switch happening {
        case .stuck(let valve, let span):
            devices[valve].dynamics.isStuck = true
            schedule(.over(happening), in: span)
        case .slow(let valve, let pace, let span):
            devices[valve].dynamics.advance(to: deviceNow(valve).monotonic)
            devices[valve].dynamics.pace = pace
            schedule(.over(happening), in: span)
        case .local(let valve, let span):
            perform(devices[valve].device.setMode(.local, at: deviceNow(valve)), on: valve)
            schedule(.over(happening), in: span)
        case .interlock(let valve, let span):
            perform(devices[valve].device.setInterlocks(["LOW_SUCTION"]), on: valve)
            schedule(.over(happening), in: span)
        case .condition(let valve, let span):
            server.failedConditions[valve] = true
            schedule(.over(happening), in: span)
        case .storageFails(let span):
            server.storageFails = true
            schedule(.over(happening), in: span)
        default: break
        }
    }

    mutating func end(_ happening: FaultPlan.Happening) {
        switch happening {
        case .brokerKilled: broker.isUp = true
        case .serverKilled: startServer()
        case .reboot(let valve, _): startDevice(valve)
        case .stuck(let valve, _):
            devices[valve].dynamics.advance(to: deviceNow(valve).monotonic)
            devices[valve].dynamics.isStuck = false
        case .slow(let valve, _, _):
            devices[valve].dynamics.advance(to: deviceNow(valve).monotonic)
            devices[valve].dynamics.pace = 1
        case .local(let valve, _): perform(devices[valve].device.setMode(.remote, at: deviceNow(valve)), on: valve)
        case .interlock(let valve, _): perform(devices[valve].device.setInterlocks([]), on: valve)
        case .condition(let valve, _): server.failedConditions[valve] = false
        case .storageFails: storageAnswers()
        default: break
        }
    }

    private mutating func redeliver(_ valve: Int) {
        guard let command = broker.lastCommands[valve], let session = devices[valve].session else { return }
        schedule(.toDevice(valve, command, retained: true, session: session), in: 5)
    }
}
