/// The device's acknowledgements, and being taken over.
extension Actuation {
    mutating func acknowledged(_ ack: ValveAckMessage, at now: ActuationInstant) -> [ActuationAction] {
        switch ack.state {
        case .selected:
            return selected(ack, at: now)
        case .accepted, .completed:
            // "Completed" is the device's word; only telemetry confirms.
            return phase == .operating ? travel(at: now) : []
        case .rejected:
            return refused(ack, at: now)
        case .superseded:
            let detail = "Another command took over on the device"
            return phase == .idle ? [] : end(.superseded, ack.code, detail, at: now)
        case .failed:
            let detail = "The device reports that the movement failed" + Self.words(ack)
            return hasLeft ? end(.failed, ack.code, detail, at: now) : []
        }
    }

    private mutating func refused(_ ack: ValveAckMessage, at now: ActuationInstant) -> [ActuationAction] {
        switch phase {
        case .idle, .ended:
            return []
        case .selecting, .rechecking, .operating, .unknown:
            return end(.rejected, ack.code, "The device refused" + Self.words(ack), at: now)
        case .travelling:
            return end(.failed, ack.code, "The device gave the command up" + Self.words(ack), at: now)
        }
    }

    /// Nothing more is sent. What has left goes on until the device says that the other one reached it: that may fail,
    /// and then this one's movement must still be watched to its end.
    mutating func superseded(by id: String, at now: ActuationInstant) -> [ActuationAction] {
        guard hasLeft else { return end(.superseded, nil, "Command \(id) took over", at: now) }
        overtakers = overtakers.suffix(7) + [id]
        return []
    }

    /// The device has taken the command: telemetry is what counts from here.
    mutating func travel(at now: ActuationInstant) -> [ActuationAction] {
        phase = .travelling
        doubt = nil
        acknowledgeBy = nil
        restSince = nil
        moveBy = now.monotonic.advanced(by: timers.movementStarts)
        let longest = timers.movementStarts + travel + timers.rest
        confirmBy = now.monotonic.advanced(by: longest)
        status.confirmBy = now.wall.advanced(seconds: longest / .seconds(1))
        status.cause = nil
        status.detail = nil
        enter(.accepted, at: now.wall)
        return [.save(status)]
    }

    /// True once the operate was handed to the broker.
    var hasLeft: Bool { phase == .operating || phase == .travelling || phase == .unknown }

    /// Whether it happened cannot be said now. Never sent again; telemetry settles it.
    mutating func doubt(_ reason: ActuationDoubt, at now: ActuationInstant) -> [ActuationAction] {
        guard phase != .unknown else { return [] }
        phase = .unknown
        doubt = reason
        restSince = nil
        // What was heard so far proves nothing about now.
        newestAt = nil
        status.cause = reason.code
        status.detail = reason.detail
        enter(.unknown, at: now.wall)
        return [.save(status)]
    }

    mutating func end(_ state: CommandState, _ cause: ProblemCode?, _ detail: String?, at now: ActuationInstant)
        -> [ActuationAction]
    {
        phase = .ended
        status.cause = cause
        status.detail = detail
        enter(state, at: now.wall)
        return [.save(status), .finish]
    }

    mutating func enter(_ state: CommandState, at wall: WallTime) {
        guard status.state != state else { return }
        status.state = state
        // A link that comes and goes must not grow the record without bound; its last steps are what matters then.
        if status.steps.count >= 32 { status.steps.remove(at: 16) }
        status.steps.append(CommandStep(state: state, at: wall))
    }

    private static func words(_ ack: ValveAckMessage) -> String {
        if let code = ack.code { return ": \(code.title)" }
        return ack.cause.map { ": \($0)" } ?? ""
    }
}
