import OpsCore
import OpsPlant

/// The two ends of a ``FaultSchedule``.
extension FaultSchedule {
    mutating func take(_ event: Event) {
        switch event {
        case .begin: begin(action)
        case .stop: begin(.stop)
        case .toDevice(let command): deliver(command)
        case .ack(let ack): if linkIsUp { toAll(.acknowledged(ack)) }
        case .state(let state, let retained): if linkIsUp { deliver(state, retained: retained) }
        case .recheck(let index, let refusal): drive(index, .rechecked(refusal))
        case .timer(let index): drive(index, .timer)
        case .linkLost:
            linkIsUp = false
            _ = model.linkLost(at: now)
            toAll(.linkLost)
        case .linkUp:
            linkIsUp = true
            toAll(.connected)
            if let lastState { schedule(time + 5, .state(lastState, retained: true)) }
        case .reboot: reboot()
        case .tick: tick()
        }
    }

    // MARK: The server

    private mutating func begin(_ action: ValveAction) {
        guard let basis = model.latest, linkIsUp else { return }
        let id = "c-\(commands.count)"
        var status = CommandStatus(
            id: id, valveId: valve.id, action: action, position: action == .position ? 90 : nil, actor: "op",
            reason: nil, epoch: Int64(commands.count + 1), issuedAt: now.wall,
            notAfter: now.wall.advanced(seconds: 5))
        status.positionPercent = nil
        for index in commands.indices { drive(index, .supersede(by: id)) }
        commands.append(Actuation(command: status, valve: valve, basis: basis))
        issuedAt.append(time)
        drive(commands.count - 1, .start)
    }

    private mutating func toAll(_ event: ActuationEvent) {
        for index in commands.indices { drive(index, event) }
    }

    private mutating func drive(_ index: Int, _ event: ActuationEvent) {
        for action in commands[index].handle(event, at: now) {
            switch action {
            case .save(let status): check(status)
            case .publish(let message): publish(message, index)
            case .recheck: recheck(index)
            case .setTimer(let at):
                schedule(at.nanoseconds / 1_000_000 - 5_000_000 + 1, .timer(command: index))
            case .finish: break
            }
        }
    }

    private mutating func recheck(_ index: Int) {
        let refuses = chance(0.05 * malice)
        let refusal = refuses ? Refusal(.interlocked, "interlocked") : nil
        let delay = chance(0.1 * malice) ? Int64.random(in: 1...6_000, using: &random) : 1
        schedule(time + delay, .recheck(command: index, refusal))
    }

    private mutating func publish(_ message: ValveCommandMessage, _ index: Int) {
        if message.phase != .cancel, now.wall > message.notAfter {
            violations.append("sent after not_after: \(message.phase)")
        }
        guard linkIsUp else {
            drive(index, .publishFailed(message.phase, mayHaveLeft: false))
            return
        }
        // A frozen broker delays a message beyond its expiry; so may this network.
        send(.toDevice(message), longest: 12_000)
    }

    private mutating func deliver(_ state: ValveStateMessage, retained: Bool) {
        let isTaken = model.receive(state: state, retained: retained, at: now) != nil
        toAll(.state(state, fresh: isTaken && !retained))
    }

    private mutating func check(_ status: CommandStatus) {
        guard status.state == .confirmed else { return }
        if !executions.contains(where: { $0.commandID == status.id }) {
            violations.append("confirmed, but never carried out: \(status.action)")
        } else if reached[status.id] == nil {
            violations.append("confirmed, but never at its target: \(status.action)")
        }
    }

    // MARK: The device

    private mutating func deliver(_ command: ValveCommandMessage) {
        dynamics.advance(to: deviceNow.monotonic)
        perform(
            device.receive(command, retained: false, position: dynamics.position, at: deviceNow), by: command)
    }

    private mutating func perform(_ actions: [EdgeAction], by command: ValveCommandMessage?) {
        for action in actions {
            switch action {
            case .answer(let ack, _): send(.ack(ack), longest: 6_000)
            case .drive(let position):
                note(command)
                dynamics.drive(to: position, at: deviceNow.monotonic)
            case .halt:
                note(command)
                dynamics.halt(at: deviceNow.monotonic)
            case .publishState: report()
            }
        }
    }

    private mutating func note(_ command: ValveCommandMessage?) {
        guard let command, let index = commands.firstIndex(where: { $0.status.id == command.commandID }) else { return }
        if executions.contains(where: { $0.commandID == command.commandID }) {
            violations.append("carried out twice: \(command.action)")
        }
        let told = commands[index].status.state
        executions.append(Execution(commandID: command.commandID, at: time, told: told))
        if told.isFinal {
            violations.append("carried out after the operator was told \(told): \(command.action)")
        }
        guard !command.action.isUnconditional else { return }
        if time - issuedAt[index] > 13_000 { violations.append("carried out late: \(time - issuedAt[index]) ms") }
        if skewSeconds == 0, deviceNow.wall > command.notAfter { violations.append("carried out after not_after") }
    }

    private mutating func tick() {
        dynamics.advance(to: deviceNow.monotonic)
        let moving = dynamics.isMoving(at: deviceNow.monotonic)
        if dynamics.hasArrived(at: deviceNow.monotonic) {
            dynamics.halt(at: deviceNow.monotonic)
            perform(device.arrived(at: deviceNow), by: nil)
        } else if dynamics.isBlocked(at: deviceNow.monotonic) {
            dynamics.halt(at: deviceNow.monotonic)
            perform(device.gaveUp(at: deviceNow), by: nil)
        } else if time - lastReport >= (moving ? 250 : 5_000) {
            report()
        }
        noteReached()
        schedule(time + 50, .tick)
    }

    private mutating func noteReached() {
        guard let id = device.lastCommandID, reached[id] == nil, !dynamics.isMoving(at: deviceNow.monotonic),
            let command = commands.first(where: { $0.status.id == id })
        else { return }
        let isThere = command.target.position.map { abs($0 - dynamics.position) <= 3 } ?? true
        if isThere { reached[id] = time }
    }

    private mutating func report() {
        lastReport = time
        sequence += 1
        let position = dynamics.position
        let state = ValveStateMessage(
            bootID: device.bootID, rev: device.rev, sequence: sequence, at: deviceNow.wall,
            position: sensor.measure(position), limitOpen: position >= 99.5, limitClosed: position <= 0.5,
            moving: dynamics.isMoving(at: deviceNow.monotonic), target: device.target,
            lastCommandID: device.lastCommandID)
        lastState = state
        send(.state(state, retained: false), longest: 3_000)
    }

    private mutating func reboot() {
        dynamics.halt(at: deviceNow.monotonic)
        device = EdgeDevice(
            valve: "v-1", bootID: "b\(time)", safePosition: 20, memory: device.memory, seed: random.next())
        sequence = 0
        report()
    }
}
