/// Births and deaths.
extension SparkplugSession {
    mutating func nodeBorn(_ payload: SparkplugPayload, at now: ActuationInstant) -> [Change] {
        guard let number = Self.birthDeath(payload), let sequence = payload.sequence else {
            return [.refused(.missingField)]
        }
        guard number <= 255, sequence <= 255 else { return [.refused(.outOfRange)] }
        // After a loss of our own link the same number still is the same connection of the node.
        let isSame = birthDeath == number && phase != .dead
        let gone = isSame ? [] : devices.keys.sorted()
        if isSame {
            for device in devices.keys { devices[device]?.awaitsBirth = true }
            birthsUntil = devices.isEmpty ? nil : now.monotonic.advanced(by: Self.gapPatience)
            aliases = [:]
            closeGap()
        } else {
            forget()
            birthDeath = number
            nameBoot(number)
        }
        phase = .alive
        lastTaken = nil
        nextSequence = UInt8(sequence) &+ 1
        noteHeard(payload, at: now)
        asking.settle()
        return gone.map { .died(device: $0) }
    }

    /// A death of an earlier connection is late and says nothing. One from ahead belongs to a connection that has come and
    /// gone unheard: what is known is no longer true either way.
    mutating func nodeDied(_ payload: SparkplugPayload) -> [Change] {
        guard let number = Self.birthDeath(payload), number <= 255 else { return [.refused(.missingField)] }
        guard phase == .alive || phase == .inDoubt, let birthDeath else { return [.refused(.notBorn)] }
        let ahead = UInt8(number) &- UInt8(birthDeath)
        guard ahead < 128 else { return [.refused(.formerSession)] }
        let gone = devices.keys.sorted()
        forget()
        phase = .dead
        asking.settle()
        return gone.map { .died(device: $0) }
    }

    mutating func deviceBorn(_ device: String, _ payload: SparkplugPayload, at now: ActuationInstant) -> [Change] {
        guard devices[device] != nil || devices.count < Self.deviceLimit else { return [.refused(.tooMany)] }
        aliases = aliases.filter { $0.value.device != device }
        var known = Device()
        for metric in payload.metrics {
            guard let name = metric.name.flatMap(SparkplugMetricName.init(rawValue:)) else { continue }
            known.types[name] = metric.type
            if let alias = metric.alias { aliases[alias] = Alias(device: device, name: name) }
        }
        devices[device] = known
        if !devices.contains(where: \.value.awaitsBirth) { birthsUntil = nil }
        return [.born(device: device, boot: boot, readings(of: device, payload), at: now.wall)]
    }

    mutating func deviceDied(_ device: String) -> [Change] {
        guard devices.removeValue(forKey: device) != nil else { return [.refused(.notBorn)] }
        aliases = aliases.filter { $0.value.device != device }
        return [.died(device: device)]
    }

    /// The connection's name. Numbers come round, and a node that keeps none starts at 0 each time: then a count is added,
    /// so that two connections never share a name within sixteen.
    private mutating func nameBoot(_ number: UInt64) {
        let name = "bd-\(number)"
        var candidate = name
        var count = 2
        while formerBoots.contains(candidate) {
            candidate = "\(name).\(count)"
            count += 1
        }
        boot = candidate
        formerBoots = formerBoots.suffix(15) + [candidate]
    }

    private static func birthDeath(_ payload: SparkplugPayload) -> UInt64? {
        guard let metric = payload.metric(named: SparkplugMetricName.birthDeath) else { return nil }
        return switch metric.value {
        case .long(let number): number
        case .int(let number): UInt64(number)
        default: nil
        }
    }
}
