import OpsCore
import OpsMQTT

/// What the device says.
extension SimulatedValve {
    /// Says who it is and all that is true now.
    func introduce() {
        process.forget()
        let values = process.report(
            rise: surge.rise(at: clock.monotonic), isHeartbeat: false, at: clock.monotonic)
        say { $0.introduce($1, values) }
    }

    func reportState() { say { $0.report($1) } }

    /// Reports the process values where they changed (once a second at most), and at a heartbeat where the last report
    /// is ten seconds old.
    func reportReading(isHeartbeat: Bool = false) {
        let rise = surge.rise(at: clock.monotonic)
        guard let shown = process.report(rise: rise, isHeartbeat: isHeartbeat, at: clock.monotonic), !isSilent else {
            return
        }
        send(voice?.report(shown, at: now.wall))
    }

    func answer(_ ack: ValveAckMessage, _ replyTo: EdgeReplyTo) {
        guard !isSilent else { return }
        send(voice?.answer(ack, replyTo, target: device.target))
    }

    private func say(_ words: (inout any DeviceVoice, ValveStateMessage) -> [MQTTMessage]) {
        let state = state()
        guard !isSilent, var speaker = voice else { return }
        send(words(&speaker, state))
        voice = speaker
    }

    private func state() -> ValveStateMessage {
        let moving = dynamics.isMoving(at: clock.monotonic)
        wasMoving = moving
        let position = dynamics.position
        sequence += 1
        return ValveStateMessage(
            bootID: device.bootID, rev: device.rev, sequence: sequence, at: now.wall,
            position: sensor.measure(position), limitOpen: hasBadSwitches || position >= 99.5,
            limitClosed: hasBadSwitches || position <= 0.5, moving: moving, target: device.target, mode: device.mode,
            interlocks: device.interlocks, lastCommandID: device.lastCommandID)
    }

    private func send(_ messages: [MQTTMessage]?) {
        for message in messages ?? [] { outbox?.send(message) }
    }
}
