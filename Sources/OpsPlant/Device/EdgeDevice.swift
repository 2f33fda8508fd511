import OpsCore

/// A valve's controller as a decision: a command and what the device knows in, answers and movements out. No I/O.
///
/// It is written from the published rules for devices alone: retained commands are ignored, a lower epoch, another
/// boot, an old revision and a command past its time are refused, select-before-operate by a token that ages on its
/// own clock, the last 64 commands answered again but never done again.
public struct EdgeDevice: Sendable {
    /// How long a granted select lives.
    public static let tokenLife = Duration.seconds(10)

    public let valve: String
    public let bootID: String
    /// Counts changes of mode, interlocks, target and movement; never position samples.
    public private(set) var rev: Int64 = 1
    public private(set) var mode = ValveMode.remote
    public private(set) var interlocks: [String] = []
    /// Where it is driving to; nil at rest.
    public private(set) var target: Double?
    /// The last command it took in this boot.
    public private(set) var lastCommandID: String?
    /// What must outlive a restart.
    public private(set) var memory: EdgeMemory
    /// Retained commands and such for other valves, counted and otherwise ignored.
    public private(set) var ignored = 0

    let safePosition: Double?
    private var selection: EdgeSelection?
    private var running: (commandID: String, replyTo: EdgeReplyTo)?
    private var random: SplitMix64

    /// A device that has just started. `seed` makes its tokens; two boots must not share one.
    public init(valve: String, bootID: String, safePosition: Double?, memory: EdgeMemory = EdgeMemory(), seed: UInt64) {
        self.valve = valve
        self.bootID = bootID
        self.safePosition = safePosition
        self.memory = memory
        random = SplitMix64(seed: seed)
    }

    /// Decides on a command. `position` is where the valve is; `now` is on the device's own clocks.
    public mutating func receive(
        _ command: ValveCommandMessage, retained: Bool, replyTo: EdgeReplyTo = EdgeReplyTo(), position: Double,
        at now: ActuationInstant
    ) -> [EdgeAction] {
        guard !retained, command.valve == valve else {
            ignored += 1
            return []
        }
        if let known = memory.answer(to: command.commandID), !isOperateOfSelected(command, known) {
            return repeatAnswer(known, to: command, replyTo, at: now)
        }
        let isOld = command.epoch < memory.epoch
        memory.raise(to: command.epoch)
        if let cause = isOld ? .noAccessAuthority : refusal(of: command, position: position, at: now) {
            return command.phase == .cancel ? [] : [answer(command.commandID, .rejected, cause, replyTo, at: now)]
        }
        switch command.phase {
        case .select: return select(command, replyTo, at: now)
        case .operate: return operate(command, replyTo, at: now)
        case .cancel: return cancel(command, replyTo, at: now)
        }
    }

    /// The actuator has reached its target.
    public mutating func arrived(at now: ActuationInstant) -> [EdgeAction] { end(.completed, at: now) }

    /// The actuator does not come on: it is switched off, so that nothing moves later by surprise.
    public mutating func gaveUp(at now: ActuationInstant) -> [EdgeAction] { end(.failed, at: now) }

    /// Somebody turned the switch beside the valve. Turning it to local ends a movement.
    public mutating func setMode(_ mode: ValveMode, at now: ActuationInstant) -> [EdgeAction] {
        guard mode != self.mode else { return [] }
        self.mode = mode
        selection = nil
        rev += 1
        return target == nil ? [.publishState] : [.halt] + end(.failed, at: now)
    }

    /// Conditions that forbid movement came or went.
    public mutating func setInterlocks(_ names: [String]) -> [EdgeAction] {
        guard names != interlocks else { return [] }
        interlocks = names
        rev += 1
        return [.publishState]
    }
}

extension EdgeDevice {
    /// Why a command that is not known yet is not taken; nil where it is.
    private func refusal(of command: ValveCommandMessage, position: Double, at now: ActuationInstant) -> ProblemCode? {
        if command.expect.bootID != bootID { return .stateChanged }
        if mode == .local { return .localMode }
        if command.action.isUnconditional {
            if command.phase != .operate { return .validationFailed }
            return command.action == .safe && safePosition == nil ? .validationFailed : nil
        }
        if now.wall > command.notAfter { return .timeLimitOver }
        if command.expect.rev != rev { return .stateChanged }
        if !interlocks.isEmpty { return .interlocked }
        if target != nil { return .commandInExecution }
        return command.phase == .operate ? unselected(command, at: now) : taken(by: command, at: now)
    }

    private func unselected(_ command: ValveCommandMessage, at now: ActuationInstant) -> ProblemCode? {
        guard let selection, selection.permits(command) else { return .notSelected }
        return selection.isLive(at: now.monotonic) ? nil : .timeLimitOver
    }

    private func taken(by command: ValveCommandMessage, at now: ActuationInstant) -> ProblemCode? {
        guard command.phase == .select, let selection, selection.isLive(at: now.monotonic) else { return nil }
        return selection.commandID == command.commandID ? nil : .alreadySelected
    }

    /// A granted select is the one answer after which the same command may still do something.
    private func isOperateOfSelected(_ command: ValveCommandMessage, _ known: ValveAckMessage) -> Bool {
        known.state == .selected && command.phase != .select
    }

    private mutating func repeatAnswer(
        _ known: ValveAckMessage, to command: ValveCommandMessage, _ replyTo: EdgeReplyTo, at now: ActuationInstant
    ) -> [EdgeAction] {
        guard command.phase != .cancel else { return [] }
        var again = known
        again.at = now.wall
        again.monotonicMilliseconds = now.monotonic.nanoseconds / 1_000_000
        if known.state == .selected {
            guard let selection, selection.commandID == known.commandID, selection.isLive(at: now.monotonic) else {
                return [answer(known.commandID, .rejected, .timeLimitOver, replyTo, at: now)]
            }
            again.tokenLifeMilliseconds = Int64(selection.expires.duration(since: now.monotonic) / .milliseconds(1))
        }
        return [.answer(again, replyTo)]
    }

    private mutating func select(_ command: ValveCommandMessage, _ replyTo: EdgeReplyTo, at now: ActuationInstant)
        -> [EdgeAction]
    {
        let token = String(random.next(), radix: 16) + String(random.next(), radix: 16)
        selection = EdgeSelection(
            commandID: command.commandID, action: command.action, position: command.position, token: token,
            expires: now.monotonic.advanced(by: Self.tokenLife))
        var ack = acknowledgement(command.commandID, .selected, nil, at: now)
        ack.selectToken = token
        ack.tokenLifeMilliseconds = Int64(Self.tokenLife / .milliseconds(1))
        memory.remember(ack)
        return [.answer(ack, replyTo)]
    }

    mutating func operate(_ command: ValveCommandMessage, _ replyTo: EdgeReplyTo, at now: ActuationInstant)
        -> [EdgeAction]
    {
        var actions: [EdgeAction] = []
        if let running {
            actions.append(answer(running.commandID, .superseded, nil, running.replyTo, at: now))
        }
        selection = nil
        lastCommandID = command.commandID
        target = wanted(command)
        running = target == nil ? nil : (command.commandID, replyTo)
        rev += 1
        actions.append(answer(command.commandID, .accepted, nil, replyTo, at: now))
        actions.append(target.map { .drive(to: $0) } ?? .halt)
        return actions + [.publishState]
    }

    private mutating func cancel(_ command: ValveCommandMessage, _ replyTo: EdgeReplyTo, at now: ActuationInstant)
        -> [EdgeAction]
    {
        guard selection?.commandID == command.commandID else { return [] }
        selection = nil
        return [answer(command.commandID, .superseded, nil, replyTo, at: now)]
    }

    private func wanted(_ command: ValveCommandMessage) -> Double? {
        switch command.action {
        case .open: 100
        case .close: 0
        case .position: command.position
        case .safe: safePosition
        case .stop: nil
        }
    }

    private mutating func end(_ state: AckState, at now: ActuationInstant) -> [EdgeAction] {
        guard target != nil else { return [] }
        target = nil
        rev += 1
        defer { running = nil }
        return (running.map { [answer($0.commandID, state, nil, $0.replyTo, at: now)] } ?? []) + [.publishState]
    }

    mutating func answer(
        _ commandID: String, _ state: AckState, _ cause: ProblemCode?, _ replyTo: EdgeReplyTo, at now: ActuationInstant
    ) -> EdgeAction {
        let ack = acknowledgement(commandID, state, cause, at: now)
        memory.remember(ack)
        return .answer(ack, replyTo)
    }

    private func acknowledgement(
        _ commandID: String, _ state: AckState, _ cause: ProblemCode?, at now: ActuationInstant
    ) -> ValveAckMessage {
        ValveAckMessage(
            commandID: commandID, state: state, cause: cause?.rawValue, rev: rev, at: now.wall,
            monotonicMilliseconds: now.monotonic.nanoseconds / 1_000_000)
    }
}
