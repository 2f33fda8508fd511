import OpsCore
import OpsMQTT

/// What the device says, and where.
extension SimulatedValve {
    /// A state expires at the broker after three heartbeats.
    private static let stateExpirySeconds: UInt32 = 15

    func topic(_ kind: ValveTopicKind) -> String? {
        ValveTopic(site: site, valve: configuration.id, kind: kind)?.text
    }

    var linkConfiguration: MQTTConfiguration? {
        guard topic(.availability) != nil else { return nil }
        return broker.configuration(
            valve: configuration.id, clientID: "\(site)-\(configuration.id)", will: availability(.offline))
    }

    func availability(_ word: ValveAvailability) -> MQTTMessage {
        MQTTMessage(topic: topic(.availability) ?? "", payload: word.bytes, qos: 1, retain: true)
    }

    func reportState() {
        let moving = dynamics.isMoving(at: clock.monotonic)
        wasMoving = moving
        let position = dynamics.position
        sequence += 1
        let state = ValveStateMessage(
            bootID: device.bootID, rev: device.rev, sequence: sequence, at: now.wall,
            position: sensor.measure(position), limitOpen: hasBadSwitches || position >= 99.5,
            limitClosed: hasBadSwitches || position <= 0.5,
            moving: moving, target: device.target, mode: device.mode, interlocks: device.interlocks,
            lastCommandID: device.lastCommandID)
        send(.state, state, qos: 1, retain: true, expirySeconds: Self.stateExpirySeconds)
    }

    /// Reports the process values where they changed (once a second at most), and at a heartbeat where the last report
    /// is ten seconds old.
    func reportReading(isHeartbeat: Bool = false) {
        let rise = surge.rise(at: clock.monotonic)
        guard let shown = process.report(rise: rise, isHeartbeat: isHeartbeat, at: clock.monotonic) else { return }
        let values = ValveTelemetryMessage(at: now.wall, pressureBar: shown.pressureBar, flowLps: shown.flowLps)
        send(.telemetry, values, qos: 0, retain: false, expirySeconds: nil)
    }

    func answer(_ ack: ValveAckMessage, _ replyTo: EdgeReplyTo) {
        guard !isSilent, let payload = try? ack.encode(), let topic = replyTo.topic ?? topic(.acknowledgement) else {
            return
        }
        outbox?.send(
            MQTTMessage(topic: topic, payload: payload, qos: 1, correlationData: replyTo.correlation))
    }

    private func send(
        _ kind: ValveTopicKind, _ message: some ValvePayload, qos: Int, retain: Bool, expirySeconds: UInt32?
    ) {
        guard !isSilent, let payload = try? message.encode(), let topic = topic(kind) else { return }
        outbox?.send(
            MQTTMessage(topic: topic, payload: payload, qos: qos, retain: retain, expirySeconds: expirySeconds))
    }
}
