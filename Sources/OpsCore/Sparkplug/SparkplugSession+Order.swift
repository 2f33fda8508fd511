/// Messages in their order.
extension SparkplugSession {
    mutating func ordered(_ message: Message, at now: ActuationInstant) -> [Change] {
        switch phase {
        case .unborn, .dead:
            asking.askNow(at: now.monotonic)
            return [.refused(.notBorn)] + timer(at: now.monotonic)
        case .inDoubt:
            return [.refused(.outOfSequence)]
        case .alive:
            break
        }
        guard let number = message.payload.sequence else { return [.refused(.missingField)] }
        guard let sequence = UInt8(exactly: number) else { return [.refused(.outOfRange)] }
        guard sequence != nextSequence else { return inOrder(message, at: now) }
        // The same once more is no sign of a loss.
        guard message != lastTaken else { return [.refused(.outOfSequence)] }
        held[sequence] = message
        gapUntil = gapUntil ?? now.monotonic.advanced(by: Self.gapPatience)
        return held.count > Self.heldLimit ? giveUp(at: now.monotonic) : []
    }

    private mutating func inOrder(_ message: Message, at now: ActuationInstant) -> [Change] {
        var changes = take(message, at: now)
        guard !held.isEmpty else { return changes }
        while let waiting = held.removeValue(forKey: nextSequence) { changes += take(waiting, at: now) }
        // What lies behind has been taken before: it was only late.
        held = held.filter { $0.key &- nextSequence < 128 }
        gapUntil = held.isEmpty ? nil : gapUntil
        return changes
    }

    private mutating func take(_ message: Message, at now: ActuationInstant) -> [Change] {
        nextSequence &+= 1
        lastTaken = message
        noteHeard(message.payload, at: now)
        guard let device = message.device else { return [] }
        switch message.kind {
        case .deviceBirth: return deviceBorn(device, message.payload, at: now)
        case .deviceDeath: return deviceDied(device)
        case .deviceData: return deviceData(device, message.payload, at: now)
        default: return []
        }
    }

    private mutating func deviceData(
        _ device: String, _ payload: SparkplugPayload, at now: ActuationInstant
    ) -> [Change] {
        guard let known = devices[device], !known.awaitsBirth else {
            asking.askNow(at: now.monotonic)
            return [.refused(.notBorn)] + timer(at: now.monotonic)
        }
        let readings = readings(of: device, payload)
        return readings.isEmpty ? [] : [.data(device: device, readings, at: now.wall)]
    }

    /// The missing message has not come: what followed it may rest on what it said.
    mutating func giveUp(at now: MonotonicTime) -> [Change] {
        let lost = held.count
        closeGap()
        phase = .inDoubt
        asking.askNow(at: now)
        let refused = Array(repeating: Change.refused(.outOfSequence), count: lost)
        return refused + devices.keys.sorted().map { .inDoubt(device: $0) }
            + (asking.isDue(at: now) ? [.rebirthNeeded] : [])
    }

    /// The valve's metrics of a payload: by name, or by the alias that the births gave; historical ones are not of now.
    func readings(of device: String, _ payload: SparkplugPayload) -> [SparkplugReading] {
        payload.metrics.compactMap { metric in
            guard !metric.isHistorical, let name = name(of: metric, device) else { return nil }
            return SparkplugReading(
                name: name, value: metric.value, type: metric.type ?? devices[device]?.types[name],
                quality: metric.quality)
        }
    }

    private func name(of metric: SparkplugMetric, _ device: String) -> SparkplugMetricName? {
        if let name = metric.name, !name.isEmpty { return SparkplugMetricName(rawValue: name) }
        guard let alias = metric.alias.flatMap({ aliases[$0] }), alias.device == device else { return nil }
        return alias.name
    }
}
