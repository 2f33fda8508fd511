/// A command's life as a decision: events and time in, actions out, no I/O.
///
/// `requested → selected → accepted → moving → confirmed`, or `rejected`, `timed_out`, `superseded`, `failed`,
/// `unknown`. Three promises, whatever is lost, late, doubled or reordered on the way:
/// - select and operate are asked for at most once each, never after `not_after`, and never after the link was lost;
/// - `confirmed` is said only on telemetry: a live good state of the same boot that names this command as its last,
///   within ±2 % of the target, limit switches agreeing, at rest for a second;
/// - an end that says "did not happen" is said only where the command can no longer act; until then it is `unknown`.
public struct Actuation: Sendable {
    /// The command as it now is.
    public internal(set) var status: CommandStatus
    /// Where the command wants the valve.
    public let target: ActuationTarget

    let timers: ActuationTimers
    let travel: Duration
    /// Whether the device's wire knows select-before-operate.
    let selects: Bool
    var phase = Phase.idle
    /// The boot the operator acted on; nil only for a restored command that never
    /// left, which takes the first live state's.
    var bootID: String?
    /// The revision that the operator acted on; nil for `stop` and `safe`, and for a restored command.
    public private(set) var rev: Int64?
    /// What the device's last command was before this one.
    private(set) var formerCommandID: String?
    /// Where the valve was.
    private(set) var formerPosition: Double?

    /// The newest live state of the boot.
    var newest: ValveStateMessage?
    var newestAt: MonotonicTime?
    /// True once telemetry named this command as the device's last.
    var wasSeen = false
    /// Nothing is sent from then on.
    var sendBy: MonotonicTime?
    /// From then on an unanswered operate can no longer act: its token or its lifetime is over.
    var deadAfter: MonotonicTime?
    var acknowledgeBy: MonotonicTime?
    var moveBy: MonotonicTime?
    var confirmBy: MonotonicTime?
    var restSince: MonotonicTime?
    var selectSentAt: MonotonicTime?
    var selectToken: String?
    /// Why the outcome is not known.
    var doubt: ActuationDoubt?
    /// The newest commands that want to take over; the device says whether one did.
    var overtakers: [String] = []
    private var timerAt: MonotonicTime?

    enum Phase: Equatable {
        case idle, selecting, rechecking, operating, travelling, unknown, ended
    }

    /// A new command on a valve that was last reported as `basis`: what the operator acted on.
    public init(
        command: CommandStatus, valve: ValveConfiguration, basis: ValveStateMessage,
        timers: ActuationTimers? = nil
    ) {
        self.init(command, valve, timers ?? ActuationTimers(schema: valve.schema))
        bootID = basis.bootID
        status.bootId = basis.bootID
        rev = command.action.isUnconditional ? nil : basis.rev
        formerCommandID = basis.lastCommandID
        formerPosition = basis.position
    }

    /// A command that was under way when the server stopped. It is unknown until telemetry settles it; nothing is sent.
    public init(
        restoring command: CommandStatus, valve: ValveConfiguration, at now: ActuationInstant,
        timers: ActuationTimers? = nil
    ) {
        let timers = timers ?? ActuationTimers(schema: valve.schema)
        self.init(command, valve, timers)
        bootID = command.bootId
        phase = command.state.isFinal ? .ended : .unknown
        doubt = .restored
        deadAfter = now.monotonic.advanced(by: timers.lifetime + timers.selectHold)
        guard phase == .unknown else { return }
        status.detail = ActuationDoubt.restored.detail
        enter(.unknown, at: now.wall)
    }

    private init(_ command: CommandStatus, _ valve: ValveConfiguration, _ timers: ActuationTimers) {
        status = command
        target = ActuationTarget(
            action: command.action, position: command.action == .safe ? valve.safePosition : command.position)
        status.position = target.position
        self.timers = timers
        selects = valve.schema.selects
        travel = ActuationTimers.travel(baselineSeconds: valve.travelSeconds)
    }

    /// Nothing is sent from then on; nil before the start.
    public var sendDeadline: MonotonicTime? { sendBy }

    /// True where nothing more will happen.
    public var isEnded: Bool { phase == .ended }

    /// Takes an event and says what to do, in order.
    public mutating func handle(_ event: ActuationEvent, at now: ActuationInstant) -> [ActuationAction] {
        guard phase != .ended else { return [] }
        var actions = react(to: event, at: now)
        if let next = nextDeadline, next != timerAt {
            timerAt = next
            actions.append(.setTimer(at: next))
        }
        return actions
    }

    private mutating func react(to event: ActuationEvent, at now: ActuationInstant) -> [ActuationAction] {
        switch event {
        case .start: start(at: now)
        case .rechecked(let refusal): rechecked(refusal, at: now)
        case .publishFailed(let phase, let mayHaveLeft): publishFailed(phase, mayHaveLeft, at: now)
        case .linkLost: lost(.brokerDown, at: now)
        case .deviceOffline: lost(.deviceOffline, at: now)
        case .connected: []
        case .acknowledged(let ack): ack.commandID == status.id ? acknowledged(ack, at: now) : []
        case .state(let state, let fresh): fresh ? observe(state, at: now) : []
        case .timer: timer(at: now)
        case .supersede(let id): superseded(by: id, at: now)
        case .cancel(let person): cancelled(by: person, at: now)
        }
    }

    /// When the machine next needs to be woken; nil where only an event can move it on.
    private var nextDeadline: MonotonicTime? {
        switch phase {
        case .selecting, .rechecking, .operating: acknowledgeBy
        case .travelling:
            [restSince?.advanced(by: timers.rest), confirmBy].compactMap(\.self).min()
        case .idle, .unknown, .ended: nil
        }
    }

    /// True between the first report after acceptance and the first movement.
    var awaitsMovement: Bool { wasSeen && status.state == .accepted && restSince == nil }
}
