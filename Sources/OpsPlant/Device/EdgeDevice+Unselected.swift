import OpsCore

extension EdgeDevice {
    /// Decides on a command that came without select: its time, the switch, the interlocks and a movement under way may
    /// refuse it. `stop` is always taken, and so is the way to the safe position, but for the switch and its time.
    mutating func receive(_ command: UnselectedCommand, at now: ActuationInstant) -> [EdgeAction] {
        if let known = memory.answer(to: command.id) {
            var again = known
            again.at = now.wall
            return [.answer(again, EdgeReplyTo())]
        }
        if let cause = refusal(of: command, at: now) {
            return [answer(command.id, .rejected, cause, EdgeReplyTo(), at: now)]
        }
        return operate(message(command), EdgeReplyTo(), at: now)
    }

    private func refusal(of command: UnselectedCommand, at now: ActuationInstant) -> ProblemCode? {
        if now.wall > command.notAfter { return .timeLimitOver }
        if mode == .local { return .localMode }
        switch command.aim {
        case .stop: return nil
        case .position(let position) where position == safePosition: return nil
        case .position:
            if !interlocks.isEmpty { return .interlocked }
            return target == nil ? nil : .commandInExecution
        }
    }

    private func message(_ command: UnselectedCommand) -> ValveCommandMessage {
        var action = ValveAction.stop
        var position: Double?
        if case .position(let wanted) = command.aim { (action, position) = (.position, wanted) }
        return ValveCommandMessage(
            commandID: command.id, epoch: memory.epoch, valve: valve, phase: .operate, action: action,
            position: position, issuedAt: command.notAfter, notAfter: command.notAfter,
            expect: .init(bootID: bootID, rev: nil))
    }
}
