/// From the start until the operate has left.
extension Actuation {
    mutating func start(at now: ActuationInstant) -> [ActuationAction] {
        if doubt == .restored { return [.save(status)] }
        guard phase == .idle else { return [] }
        // The lifetime on the monotonic clock too: a wall clock that is set back must not prolong a command.
        let left = Duration.milliseconds(status.notAfter.milliseconds - now.wall.milliseconds)
        sendBy = now.monotonic.advanced(by: min(left, timers.lifetime))
        guard maySend(at: now) else { return tooLate(at: now) }
        if status.action.isUnconditional {
            return [.save(status)] + operate(token: nil, at: now)
        }
        guard selects else { return recheckUnselected(at: now) }
        phase = .selecting
        selectSentAt = now.monotonic
        acknowledgeBy = now.monotonic.advanced(by: timers.acknowledgement)
        return [.save(status), .publish(message(.select, token: nil))]
    }

    /// A wire without select: what was checked when the command was asked for is checked once more, then it leaves.
    private mutating func recheckUnselected(at now: ActuationInstant) -> [ActuationAction] {
        phase = .rechecking
        acknowledgeBy = now.monotonic.advanced(by: timers.acknowledgement)
        return [.save(status), .recheck]
    }

    /// The device holds the valve for us: everything is checked once more before it may move.
    mutating func selected(_ ack: ValveAckMessage, at now: ActuationInstant) -> [ActuationAction] {
        guard phase == .selecting, let token = ack.selectToken, let sent = selectSentAt else { return [] }
        let life = Duration.milliseconds(min(ack.tokenLifeMilliseconds ?? 0, 60_000))
        // The token began to age somewhere between our select and now: too old to send counts from the select,
        // too old to act from now.
        sendBy = min(sendBy ?? sent, sent.advanced(by: min(life, timers.selectHold)))
        deadAfter = now.monotonic.advanced(by: life)
        selectToken = token
        phase = .rechecking
        acknowledgeBy = now.monotonic.advanced(by: timers.acknowledgement)
        enter(.selected, at: now.wall)
        return [.save(status), .recheck]
    }

    mutating func rechecked(_ refusal: Refusal?, at now: ActuationInstant) -> [ActuationAction] {
        guard phase == .rechecking else { return [] }
        if let refusal = refusal ?? changeSinceSelect {
            return deselect() + end(.rejected, refusal.code, refusal.detail, at: now)
        }
        guard maySend(at: now) else { return deselect() + tooLate(at: now) }
        return operate(token: selectToken, at: now)
    }

    /// Gives a granted select back.
    private func deselect() -> [ActuationAction] {
        selectToken.map { [.publish(message(.cancel, token: $0))] } ?? []
    }

    mutating func publishFailed(_ part: CommandPhase, _ mayHaveLeft: Bool, at now: ActuationInstant)
        -> [ActuationAction]
    {
        switch (part, phase) {
        case (.select, .selecting), (.select, .rechecking):
            // A select moves nothing, so it does not matter whether it left; without an answer it times out.
            return mayHaveLeft ? [] : end(.failed, .brokerDown, Self.notSent, at: now)
        case (.operate, .operating):
            return mayHaveLeft ? doubt(.linkLost, at: now) : end(.failed, .brokerDown, Self.notSent, at: now)
        default:
            return []
        }
    }

    /// The link or the device went away.
    mutating func lost(_ code: ProblemCode, at now: ActuationInstant) -> [ActuationAction] {
        switch phase {
        case .idle, .selecting, .rechecking: end(.failed, code, Self.notSent, at: now)
        case .operating, .travelling: doubt(code == .deviceOffline ? .deviceOffline : .linkLost, at: now)
        case .unknown, .ended: []
        }
    }

    /// A selection that the device has granted is given back; one that it may still grant lapses by itself.
    mutating func cancelled(by person: String, at now: ActuationInstant) -> [ActuationAction] {
        guard !hasLeft else { return [] }
        return deselect() + end(.rejected, .notSelected, "Cancelled by \(person); nothing moved", at: now)
    }

    private mutating func operate(token: String?, at now: ActuationInstant) -> [ActuationAction] {
        phase = .operating
        acknowledgeBy = now.monotonic.advanced(by: timers.acknowledgement)
        // `stop` and `safe` carry no token: the broker drops them after their lifetime, and the hold is allowed on top
        // for what the device had already received.
        if deadAfter == nil { deadAfter = now.monotonic.advanced(by: timers.lifetime + timers.selectHold) }
        return [.publish(message(.operate, token: token))]
    }

    private func maySend(at now: ActuationInstant) -> Bool {
        guard let sendBy else { return false }
        return now.monotonic < sendBy && now.wall <= status.notAfter
    }

    private mutating func tooLate(at now: ActuationInstant) -> [ActuationAction] {
        end(.timedOut, .timeLimitOver, "The command's time was over before it could be sent; nothing moved", at: now)
    }

    /// What telemetry alone says against operating, beside what the service checks.
    private var changeSinceSelect: Refusal? {
        guard let newest, newest.rev != rev else { return nil }
        return Refusal(.stateChanged, "The valve's state changed between select and operate; nothing was sent")
    }

    private func message(_ part: CommandPhase, token: String?) -> ValveCommandMessage {
        ValveCommandMessage(
            commandID: status.id, epoch: status.epoch, valve: status.valveId, phase: part, action: status.action,
            position: status.action == .position ? status.position : nil, issuedAt: status.issuedAt,
            notAfter: status.notAfter, expect: .init(bootID: bootID ?? "", rev: rev), selectToken: token,
            actor: status.actor, reason: status.reason)
    }

    static let notSent = "The link went down before the command left; nothing moved"
}
