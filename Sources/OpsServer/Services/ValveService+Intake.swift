import OpsCore
import OpsMQTT
import OpsMetrics

/// Messages as they come: many at once, told once.
extension ValveService {
    /// Takes messages in their order. Commands under way hear of each at once; the stream and the series hear of each
    /// valve's newest picture, at the end or every few milliseconds.
    func takeIn(_ messages: [MQTTMessage]) async {
        await renewLinkAge()
        for (place, message) in messages.enumerated() {
            await receive(message)
            if place % 32 == 31, intake.isDue(at: clock.monotonic) { await tellIntake() }
        }
        await tellIntake()
    }

    /// Tells what has gathered.
    private func tellIntake() async {
        let gathered = intake.take(at: clock.monotonic)
        for (kind, count) in gathered.counts {
            registry.increment("mqtt_messages_in_total", [("kind", kind.rawValue)], by: Double(count))
        }
        guard !gathered.valves.isEmpty else { return }
        var changes: [OpsChange] = []
        for id in gathered.valves {
            guard let model = book.models[id] else { continue }
            unshown.insert(id)
            changes.append(.valve(model.status))
        }
        await bus.publish(changes)
    }

    /// Sets the series of the valves that were heard since the last time: once a second, before the series are sampled.
    func showHeard() {
        for id in unshown { if let model = book.models[id] { show(model) } }
        unshown.removeAll(keepingCapacity: true)
    }

    /// Sets the valve's series.
    func show(_ model: ValveTelemetryModel) {
        let valve = model.status
        let isFresh = model.isFresh(at: clock.monotonic)
        let isMeasured = isFresh && isTelemetryRecent(valve.id)
        gauges.show(
            ValveGauges.Values(
                positionPercent: isFresh && valve.quality != .bad ? valve.positionPercent : nil,
                pressureBar: isMeasured ? valve.pressureBar : nil, flowLps: isMeasured ? valve.flowLps : nil,
                state: isFresh ? valve.state : .unknown, isFresh: isFresh), of: valve, in: registry)
    }
}
