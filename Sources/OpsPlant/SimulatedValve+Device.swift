import OpsCore
import OpsMQTT

/// What the device does: hears, moves, fails.
extension SimulatedValve {
    func handle(_ event: MQTTEvent) async {
        switch event {
        case .linkUp:
            reportState()
            reported = nil
            reportReading()
        case .messages(let messages):
            for message in messages { await receive(message) }
        case .linkDown, .overflow:
            break
        }
    }

    private func receive(_ message: MQTTMessage) async {
        guard !isSilent, message.topic == topic(.command),
            let command = try? ValveCommandMessage.decode(message.payload)
        else { return }
        dynamics.advance(to: clock.monotonic)
        let replyTo = EdgeReplyTo(topic: message.responseTopic, correlation: message.correlationData)
        await perform(
            device.receive(
                command, retained: message.retain, replyTo: replyTo, position: dynamics.position, at: now))
    }

    /// Does what the device decided.
    func perform(_ actions: [EdgeAction]) async {
        for action in actions {
            switch action {
            case .answer(let ack, let replyTo): answer(ack, replyTo)
            case .drive(let position): dynamics.drive(to: position, at: clock.monotonic)
            case .halt:
                dynamics.halt(at: clock.monotonic)
                await onMoved(configuration.id, dynamics.position)
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
        if dynamics.hasArrived(at: clock.monotonic) {
            dynamics.halt(at: clock.monotonic)
            await settle(device.arrived(at: now))
        } else if dynamics.isBlocked(at: clock.monotonic) {
            dynamics.halt(at: clock.monotonic)
            await settle(device.gaveUp(at: now))
        } else if dynamics.position != before || dynamics.isMoving(at: clock.monotonic) != wasMoving {
            reportState()
        }
        if dynamics.position != before { await onMoved(configuration.id, dynamics.position) }
    }

    /// A movement's end is reported even where no command had ordered it.
    private func settle(_ actions: [EdgeAction]) async {
        if actions.isEmpty { reportState() } else { await perform(actions) }
    }

    /// The power fails and comes back: the movement ends, the memory stays, the boot is new.
    func reboot() async {
        guard client != nil else { return }
        dynamics.halt(at: clock.monotonic)
        await disconnect()
        try? await Task.sleep(for: .seconds(1))
        device = Self.boot(configuration, device.memory, &random)
        sequence = 0
        wasMoving = false
        start()
    }

    func drift(to position: Double) async {
        dynamics.drive(to: position, at: clock.monotonic)
        schedule()
    }

    func recover() async {
        dynamics.isStuck = false
        dynamics.pace = 1
        skewSeconds = 0
        isSilent = false
        await perform(device.setMode(.remote, at: now) + device.setInterlocks([]))
        reportState()
    }
}
