import OpsCore
import OpsMQTT
import OpsPlant

/// What it says, and when.
extension WitnessedDevice {
    func beat() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: device.target == nil ? .milliseconds(500) : .milliseconds(250))
            step()
        }
    }

    private func step() {
        advance()
        noteRest()
        let moves = device.target != nil
        if moves, dynamics.hasArrived(at: clock.monotonic) {
            dynamics.halt(at: clock.monotonic)
            perform(device.arrived(at: now))
        } else if moves, dynamics.isBlocked(at: clock.monotonic) {
            dynamics.halt(at: clock.monotonic)
            perform(device.gaveUp(at: now))
        } else if clock.monotonic.duration(since: reportedAt) >= (moves ? .milliseconds(500) : .seconds(5)) {
            report()
        }
    }

    func advance() { dynamics.advance(to: clock.monotonic) }

    var now: ActuationInstant { skewed(ActuationInstant(clock)) }

    func skewed(_ instant: ActuationInstant) -> ActuationInstant {
        ActuationInstant(wall: instant.wall.advanced(seconds: skewSeconds), monotonic: instant.monotonic)
    }

    func topic(_ kind: ValveTopicKind) -> String? {
        ValveTopic(site: "main", valve: valve.id, kind: kind)?.text
    }

    func availability(_ word: ValveAvailability) -> MQTTMessage? {
        topic(.availability).map { MQTTMessage(topic: $0, payload: word.bytes, qos: 1, retain: true) }
    }

    func report() {
        reportedAt = clock.monotonic
        sequence += 1
        noteRest()
        let position = dynamics.position
        let state = ValveStateMessage(
            bootID: device.bootID, rev: device.rev, sequence: sequence, at: now.wall,
            position: sensor.measure(position), limitOpen: position >= 99.5, limitClosed: position <= 0.5,
            moving: dynamics.isMoving(at: clock.monotonic), target: device.target, mode: device.mode,
            interlocks: device.interlocks, lastCommandID: device.lastCommandID)
        guard let topic = topic(.state), let payload = try? state.encode() else { return }
        outbox?.yield(MQTTMessage(topic: topic, payload: payload, qos: 1, retain: true, expirySeconds: 15))
    }

    func answer(_ ack: ValveAckMessage, _ replyTo: EdgeReplyTo) {
        if ack.state == .selected, grants[ack.commandID] == nil { grants[ack.commandID] = clock.wall }
        guard let topic = replyTo.topic ?? topic(.acknowledgement), let payload = try? ack.encode() else { return }
        outbox?.yield(MQTTMessage(topic: topic, payload: payload, qos: 1, correlationData: replyTo.correlation))
    }
}
