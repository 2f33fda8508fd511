/// What telemetry proves, and what time proves where telemetry is silent.
extension Actuation {
    mutating func observe(_ state: ValveStateMessage, at now: ActuationInstant) -> [ActuationAction] {
        let boot = bootID ?? state.bootID
        guard state.bootID == boot else { return rebooted(at: now) }
        bootID = boot
        if let newest, state.sequence <= newest.sequence { return [] }
        newest = state
        newestAt = now.monotonic
        guard hasLeft else { return [] }
        return state.lastCommandID == status.id ? observeOurs(state, at: now) : observeOther(state, at: now)
    }

    /// An operate names the boot it is meant for, so a device that restarted can no longer take it.
    private mutating func rebooted(at now: ActuationInstant) -> [ActuationAction] {
        hasLeft
            ? end(.failed, nil, "The device restarted meanwhile; see where the valve is now", at: now)
            : end(.failed, .stateChanged, "The device restarted before the command was sent; nothing moved", at: now)
    }

    private mutating func observeOurs(_ state: ValveStateMessage, at now: ActuationInstant) -> [ActuationAction] {
        var actions: [ActuationAction] = []
        // Its acknowledgement was lost, or the link was away: the state itself says that the device took it.
        if phase != .travelling { actions += travel(at: now) }
        if !wasSeen {
            wasSeen = true
            // A report that was long on its way must not use up the time the valve has.
            moveBy = now.monotonic.advanced(by: timers.movementStarts)
        }
        status.positionPercent = state.position
        let hasMoved = state.moving || formerPosition.map { abs(state.position - $0) > 1 } ?? false
        if hasMoved, status.state == .accepted {
            enter(.moving, at: now.wall)
            actions.append(.save(status))
        }
        restSince = target.isReached(in: state) ? restSince ?? now.monotonic : nil
        return actions + settle(at: now)
    }

    private mutating func observeOther(_ state: ValveStateMessage, at now: ActuationInstant) -> [ActuationAction] {
        if let other = state.lastCommandID, overtakers.contains(other) {
            return end(.superseded, nil, "Command \(other) took over", at: now)
        }
        if wasSeen {
            return phase == .unknown
                ? end(.failed, nil, "Another command has run since; see where the valve is now", at: now)
                : end(.superseded, nil, "Another command took over on the device", at: now)
        }
        // Another id does not prove that ours is dead: it may be an older command that was late, with ours behind it.
        guard phase == .unknown, let deadAfter, now.monotonic >= deadAfter else { return [] }
        if status.action.isUnconditional {
            return end(.timedOut, .timeLimitOver, Self.mayComeLate, at: now)
        }
        if doubt == .restored || state.lastCommandID != formerCommandID {
            let detail = "The command is not the device's last, and can no longer act; see where the valve is now"
            return end(.failed, .timeLimitOver, detail, at: now)
        }
        let detail = "The device never took the command, and can no longer take it"
        return end(doubt == .noAcknowledgement ? .timedOut : .failed, .timeLimitOver, detail, at: now)
    }

    mutating func timer(at now: ActuationInstant) -> [ActuationAction] {
        switch phase {
        case .selecting:
            guard isOver(acknowledgeBy, now) else { return [] }
            let detail = "The device did not answer the select in time; nothing moved"
            return end(.timedOut, .timeLimitOver, detail, at: now)
        case .rechecking:
            guard isOver(acknowledgeBy, now) else { return [] }
            let refusal = Refusal(.timeLimitOver, "The conditions could not be checked again in time; nothing moved")
            return rechecked(refusal, at: now)
        case .operating:
            return isOver(acknowledgeBy, now) ? doubt(.noAcknowledgement, at: now) : []
        case .travelling:
            return settle(at: now)
        case .idle, .unknown, .ended:
            return []
        }
    }

    /// Decides a travelling command by what is known now.
    private mutating func settle(at now: ActuationInstant) -> [ActuationAction] {
        if let restSince, now.monotonic >= restSince.advanced(by: timers.rest), isFresh(at: now) {
            return end(.confirmed, nil, nil, at: now)
        }
        if isOver(confirmBy, now) {
            guard wasSeen, isSpeaking(at: now), let position = status.positionPercent else {
                return doubt(.silent, at: now)
            }
            let detail = "Not at its target in time; last reported at \(Self.rounded(position)) %"
            return end(.timedOut, nil, detail, at: now)
        }
        // That it did not move takes a report from after the time it had: silence proves nothing, and where it lasts the
        // last deadline counts.
        if awaitsMovement, let moveBy, let newestAt, newestAt >= moveBy {
            return end(.failed, nil, "The device accepted, but the valve did not begin to move", at: now)
        }
        return []
    }

    /// True where the device has not missed a heartbeat: its last report then tells where the valve is.
    private func isSpeaking(at now: ActuationInstant) -> Bool {
        guard let newestAt else { return false }
        return now.monotonic.duration(since: newestAt) <= timers.heartbeat + timers.rest
    }

    private func isFresh(at now: ActuationInstant) -> Bool {
        guard let newestAt else { return false }
        return now.monotonic.duration(since: newestAt) <= timers.stale
    }

    private func isOver(_ deadline: MonotonicTime?, _ now: ActuationInstant) -> Bool {
        deadline.map { now.monotonic >= $0 } ?? false
    }

    /// `stop` and `safe` are good at any time for the boot and the epoch that they name: nobody can say that one is dead.
    public static let mayComeLate =
        "The device has not taken the command; one that is still on its way may act late, unless another came before it"

    private static func rounded(_ percent: Double) -> Double { (percent * 10).rounded() / 10 }
}
