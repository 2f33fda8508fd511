import OpsCore
import OpsMQTT

/// What the device does: hears and moves.
extension SimulatedValve {
    func handle(_ event: MQTTEvent) async {
        switch event {
        case .linkUp:
            introduce()
        case .messages(let messages):
            for message in messages { await receive(message) }
        case .linkDown, .overflow:
            break
        }
    }

    private func receive(_ message: MQTTMessage) async {
        guard !isSilent, let order = voice?.read(message) else { return }
        if case .rebirth = order { return introduce() }
        for order in disturbance.take(order, at: clock.monotonic) { await take(order) }
        if disturbance.held != nil { schedule() }
    }

    /// A command has reached the device.
    func take(_ order: DeviceOrder) async {
        guard !isSilent else { return }
        dynamics.advance(to: clock.monotonic)
        switch order {
        case .command(let command, let replyTo, let retained):
            await perform(
                device.receive(
                    command, retained: retained, replyTo: replyTo, position: dynamics.position, at: now))
        case .unselected(let command):
            await perform(device.receive(command, at: now))
        case .rebirth: break
        }
    }

    /// Does what the device decided.
    func perform(_ actions: [EdgeAction]) async {
        for action in actions {
            switch action {
            case .answer(let ack, let replyTo): answer(ack, replyTo)
            case .drive(let position): dynamics.drive(to: position, at: clock.monotonic)
            case .halt:
                dynamics.halt(at: clock.monotonic)
                await moved()
            case .publishState: reportState()
            }
        }
        if !actions.isEmpty { schedule() }
    }

    /// One step of a movement: brings the position up to now and sees whether it has ended.
    func step() async {
        guard dynamics.target != nil else { return }
        let before = dynamics.position
        dynamics.advance(to: clock.monotonic)
        // The water as it was before this step: what a surge is measured from.
        if dynamics.position != before { surge.moving(flow: process.flowNow) }
        if dynamics.hasArrived(at: clock.monotonic) {
            dynamics.halt(at: clock.monotonic)
            await settle(device.arrived(at: now))
        } else if dynamics.isBlocked(at: clock.monotonic) {
            dynamics.halt(at: clock.monotonic)
            await settle(device.gaveUp(at: now))
        } else if dynamics.position != before || dynamics.isMoving(at: clock.monotonic) != wasMoving {
            reportState()
        }
        if dynamics.position != before { await moved() }
    }

    /// The position is another: the water follows, and at the end of a movement it may strike.
    private func moved() async {
        await onMoved(configuration.id, dynamics.position)
        guard dynamics.target == nil else { return }
        let stroke = dynamics.strokeSeconds
        if surge.ended(flow: process.flowNow, strokeSeconds: stroke, at: clock.monotonic) { reportReading() }
    }

    /// A movement's end is reported even where no command had ordered it.
    private func settle(_ actions: [EdgeAction]) async {
        if actions.isEmpty { reportState() } else { await perform(actions) }
    }

    func drift(to position: Double) async {
        dynamics.drive(to: position, at: clock.monotonic)
        schedule()
    }

    /// The power fails and comes back: the movement ends, the memory stays, the boot is new.
    func reboot() async {
        guard client != nil else { return }
        dynamics.halt(at: clock.monotonic)
        await disconnect()
        try? await Task.sleep(for: .seconds(1))
        let mode = device.mode
        device = Self.boot(configuration, device.memory, &random)
        sequence = 0
        wasMoving = false
        // A switch stays where somebody turned it, and a speed as it was set.
        _ = device.setMode(mode, at: now) + device.setInterlocks(interlocks)
        start()
    }
}
