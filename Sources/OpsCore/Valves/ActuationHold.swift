/// A command that waits for a person before anything is sent: a critical valve's for a second one, a selected valve's for
/// the one who selected it. Nobody else can begin a command on the valve meanwhile, but `stop` and `safe`.
///
/// A value: who and when in, the command as it then is out.
public struct ActuationHold: Equatable, Sendable {
    /// The command while it is held.
    public private(set) var command: CommandStatus
    /// What was asked, with the revision of the valve that was seen.
    public let request: ActuationRequest
    /// The device's boot that was seen.
    public let bootID: String
    /// When it lapses.
    public let lapsesAt: MonotonicTime
    private let requester: String?
    /// The id of the key that asked: its holder may be called otherwise after the keys were read again.
    private let requesterKey: String?

    /// Holds `draft` for a confirmation; the valve was last reported as `basis`.
    public init(
        _ draft: CommandStatus, request: ActuationRequest, by caller: Caller, needsSecondPerson: Bool,
        basis: ValveStateMessage, timers: ActuationTimers = ActuationTimers(), at now: ActuationInstant
    ) {
        let length = needsSecondPerson ? timers.confirmation : timers.ownHold
        var command = draft
        command.state = .held
        command.steps = [CommandStep(state: .held, at: now.wall)]
        command.holdUntil = now.wall.advanced(seconds: length / .seconds(1))
        command.needsSecondPerson = needsSecondPerson
        self.command = command
        var request = request
        request.expectRev = request.expectRev ?? basis.rev
        self.request = request
        bootID = basis.bootID
        lapsesAt = now.monotonic.advanced(by: length)
        requester = caller.person
        requesterKey = caller.keyID
    }

    /// The same hold with its command as it was stored, the epoch among that.
    public func stored(as command: CommandStatus) -> ActuationHold {
        var stored = self
        stored.command = command
        return stored
    }

    /// True where a second person must confirm.
    public var needsSecondPerson: Bool { command.needsSecondPerson ?? false }

    /// Whether `caller` may ask for a command that a second person must confirm: one who has no name could be anybody,
    /// the second person too.
    public static func refusal(of caller: Caller, for valve: String) -> Refusal? {
        guard caller.person == nil else { return nil }
        return Refusal(
            .needsSecondOperator,
            "Valve \(valve) is critical: two persons must agree, and a caller without a key is known by no name")
    }

    /// The command as it may be sent, once `caller` has confirmed what they saw.
    ///
    /// - Throws: why this caller cannot confirm it, or not any more.
    public func confirmed(
        by caller: Caller, _ seen: CommandConfirmation, timers: ActuationTimers = ActuationTimers(),
        at now: ActuationInstant
    ) throws(Refusal) -> CommandStatus {
        guard now.monotonic < lapsesAt else {
            throw Refusal(.timeLimitOver, "The selection of \(command.valveId) has lapsed; nothing was sent")
        }
        if needsSecondPerson { try checkSecond(caller) } else { try checkHolder(caller) }
        try seen.check(command)
        var confirmed = command
        confirmed.state = .requested
        confirmed.steps.append(CommandStep(state: .requested, at: now.wall))
        confirmed.confirmedBy = caller.name
        confirmed.holdUntil = nil
        confirmed.issuedAt = now.wall
        confirmed.notAfter = now.wall.advanced(seconds: timers.lifetime / .seconds(1))
        return confirmed
    }

    /// The command as it ends without having been confirmed.
    public func ended(
        _ state: CommandState, _ cause: ProblemCode?, _ detail: String, at now: WallTime
    ) -> CommandStatus {
        var ended = command
        ended.state = state
        ended.cause = cause
        ended.detail = detail
        ended.steps.append(CommandStep(state: state, at: now))
        ended.holdUntil = nil
        return ended
    }

    /// The command once its time is over.
    public func lapsed(at now: WallTime) -> CommandStatus {
        needsSecondPerson
            ? ended(.timedOut, .needsSecondOperator, "No second person confirmed it in time; nothing was sent", at: now)
            : ended(
                .timedOut, .timeLimitOver, "The selection lapsed before it was confirmed; nothing was sent", at: now)
    }

    private func checkSecond(_ caller: Caller) throws(Refusal) {
        guard let person = caller.person, let requester else {
            throw Refusal(
                .needsSecondOperator, "A caller without a key is known by no name and is no second person")
        }
        guard person != requester, requesterKey == nil || caller.keyID != requesterKey else {
            throw Refusal(
                .needsSecondOperator,
                "Command \(command.id) was asked for by \(command.actor): another person must confirm it, not another "
                    + "key or session of the same one")
        }
    }

    private func checkHolder(_ caller: Caller) throws(Refusal) {
        guard caller.name == command.actor else {
            throw Refusal(
                .alreadySelected,
                "\(command.valveId) is selected by \(command.actor), who alone can confirm it; cancel it to free the valve"
            )
        }
    }
}
