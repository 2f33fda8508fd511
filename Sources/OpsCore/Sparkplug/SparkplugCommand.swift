/// What a host sends to edge nodes.
public enum SparkplugCommand {
    /// What a command comes to on this wire.
    public enum Aim: Equatable, Sendable {
        /// 0 … 100, as `Cmd/Target`.
        case position(Double)
        /// `Cmd/Stop`.
        case stop
    }

    /// Asks a node for all births.
    public static func rebirth(at now: WallTime) -> SparkplugPayload {
        let time = UInt64(max(0, now.milliseconds))
        return SparkplugPayload(
            timestamp: time,
            metrics: [
                SparkplugMetric(
                    name: SparkplugMetricName.rebirth, timestamp: time, type: .boolean, value: .boolean(true))
            ])
    }

    /// A device's clock that differs by more than this is allowed for in the end of a `stop` or `safe`, which must not be
    /// refused because of a clock.
    public static let clockTolerance = Duration.seconds(1)

    /// A command as one message: `Cmd/Id`, `Cmd/Target` (or `Cmd/Stop`) and `Cmd/NotAfter` together, so that none of them
    /// can arrive without the others.
    ///
    /// - Parameters:
    ///   - command: only its operate; the wire knows no select and no cancel.
    ///   - aim: what the device is to do.
    ///   - clockLag: how far the device's clock is known to lag behind ours.
    ///   - types: what the device's birth gave; numbers go out in the same.
    /// - Returns: nil for another phase than operate.
    public static func payload(
        _ command: ValveCommandMessage, aim: Aim, clockLag: Duration? = nil,
        types: [SparkplugMetricName: SparkplugDataType] = [:],
        at now: WallTime
    ) -> SparkplugPayload? {
        guard command.phase == .operate else { return nil }
        let sentAt = UInt64(max(0, now.milliseconds))
        let notAfter = end(of: command, clockLag)
        let metrics = [
            (SparkplugMetricName.commandID, (SparkplugDataType.string, SparkplugValue.string(command.commandID))),
            metric(aim, types),
            (.commandNotAfter, time(notAfter, types[.commandNotAfter])),
        ]
        return SparkplugPayload(
            timestamp: sentAt,
            metrics: metrics.map { name, value in
                SparkplugMetric(name: name.rawValue, timestamp: sentAt, type: value.0, value: value.1)
            })
    }

    /// What another host sends to a device, in the terms of the site's own schema; the wire names no epoch, no revision
    /// and no person.
    ///
    /// - Parameter readings: the metrics of a DCMD.
    /// - Returns: nil for one that moves nothing.
    /// - Throws: `missingField` where a command has no `Cmd/Id`.
    public static func heard(
        _ readings: [SparkplugReading], valve: String, at now: WallTime
    ) throws(SparkplugRefusal) -> ValveCommandMessage? {
        let target = readings.last { $0.name == .commandTarget }
        let stops = readings.contains { $0.name == .commandStop && $0.value?.flag == true }
        guard stops || target != nil else { return nil }
        guard let id = readings.last(where: { $0.name == .commandID })?.value?.text, ValveTopic.isIdentifier(id) else {
            throw .missingField
        }
        let place = target?.value?.number(target?.type).flatMap { (0...100).contains($0) ? $0 : nil }
        return ValveCommandMessage(
            commandID: id, epoch: 0, valve: valve, phase: .operate, action: stops ? .stop : .position,
            position: stops ? nil : place, issuedAt: now, notAfter: now,
            expect: .init(bootID: "", rev: nil))
    }

    /// The command's end, milliseconds since 1970; that of a `stop` or `safe` by the device's own clock.
    private static func end(of command: ValveCommandMessage, _ clockLag: Duration?) -> UInt64 {
        var end = command.notAfter
        if let clockLag, command.action.isUnconditional, abs(clockLag / .seconds(1)) > clockTolerance / .seconds(1) {
            end = end.advanced(seconds: -(clockLag / .seconds(1)))
        }
        return UInt64(max(0, end.milliseconds))
    }

    private static func metric(
        _ aim: Aim, _ types: [SparkplugMetricName: SparkplugDataType]
    ) -> (SparkplugMetricName, (SparkplugDataType, SparkplugValue)) {
        switch aim {
        case .position(let position): (.commandTarget, number(position, types[.commandTarget]))
        case .stop: (.commandStop, (.boolean, .boolean(true)))
        }
    }

    /// A whole number only where it says the same: a position is never rounded on the way.
    private static func number(_ value: Double, _ type: SparkplugDataType?) -> (SparkplugDataType, SparkplugValue) {
        let whole = value.rounded() == value
        switch type {
        case .float: return (.float, .float(Float(value)))
        case .int8?, .int16?, .int32?, .uint8?, .uint16?, .uint32?:
            return whole ? (type ?? .int32, .int(UInt32(value))) : (.double, .double(value))
        case .int64?, .uint64?: return whole ? (type ?? .int64, .long(UInt64(value))) : (.double, .double(value))
        default: return (.double, .double(value))
        }
    }

    private static func time(_ value: UInt64, _ type: SparkplugDataType?) -> (SparkplugDataType, SparkplugValue) {
        switch type {
        case .uint64, .dateTime: (type ?? .int64, .long(value))
        case .double: (.double, .double(Double(value)))
        default: (.int64, .long(value))
        }
    }
}
