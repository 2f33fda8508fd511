import OpsCore
import OpsMQTT
import OpsMetrics

/// Each message to what it means: states, process values, availability, acknowledgements, and other servers' commands.
extension ValveService {
    func receive(_ message: MQTTMessage) async {
        if message.topic.hasPrefix(SparkplugTopic.prefix) { return await receiveSparkplug(message) }
        guard let topic = intake.topic(message.topic), topic.site == site else { return refused("bad_topic") }
        guard !message.wasTooLong else { return refused(PayloadRefusal.tooLarge.rawValue) }
        // One valve has one device: what speaks for it in another schema is not that device.
        guard book.configurations[topic.valve]?.schema.sparkplug == nil else {
            return refused(PayloadRefusal.otherSchema.rawValue)
        }
        intake.count(topic.kind)
        do throws(PayloadRefusal) {
            switch topic.kind {
            case .state:
                let state = try ValveStateMessage.decode(message.payload)
                await take(
                    state, of: topic.valve, retained: message.retain, expirySeconds: message.expirySeconds,
                    gathered: true)
            case .telemetry:
                let telemetry = try ValveTelemetryMessage.decode(message.payload)
                await take(telemetry, of: topic.valve, gathered: true)
            case .availability:
                let word = try ValveAvailability.decode(message.payload)
                await update(topic.valve) { $0.receive(availability: word, at: $1) }
                guard word == .offline else { break }
                for run in runs(on: topic.valve) { await run.post(.deviceOffline) }
            case .acknowledgement:
                // An answer to somebody: a retained one is nobody's.
                let ack = try ValveAckMessage.decode(message.payload)
                if !message.retain { await take(ack, of: topic.valve) }
            case .command:
                guard !message.retain else { break }
                await hear(try ValveCommandMessage.decode(message.payload), on: topic.valve)
            }
        } catch {
            refused(error.rawValue)
        }
    }

    func refused(_ reason: String) {
        registry.increment("mqtt_messages_refused_total", [("reason", reason)])
    }

    /// One to another command than those under way is nobody's.
    func take(_ ack: ValveAckMessage, of valve: String) async {
        await runs(on: valve).first { $0.commandID == ack.commandID }?.post(.acknowledged(ack))
    }

    /// `gathered`: what it changes is told with what else has come in.
    func take(_ telemetry: ValveTelemetryMessage, of valve: String, gathered: Bool = false) async {
        if book.models[valve] != nil { telemetryAt[valve] = clock.monotonic }
        await update(valve, gathered: gathered) { $0.receive(telemetry: telemetry, at: $1) }
    }

    func take(
        _ state: ValveStateMessage, of valve: String, retained: Bool, expirySeconds: UInt32?, gathered: Bool = false
    ) async {
        let taken = await update(valve, always: true, gathered: gathered) { model, now in
            model.receive(state: state, retained: retained, remainingExpirySeconds: expirySeconds, at: now)
        }
        guard taken else { return }
        if !retained { reviewOnce(valve) }
        guard runs[valve] != nil || overtaken[valve] != nil else { return }
        for run in runs(on: valve) { await run.post(.state(state, fresh: !retained)) }
    }
}
