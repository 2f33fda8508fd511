/// What a valve can be told to do.
public enum ValveAction: String, Codable, CaseIterable, Sendable {
    case open, close, position, stop, safe

    /// `stop` and `safe` are always available: no select, no revision, no rate limit.
    public var isUnconditional: Bool { self == .stop || self == .safe }
}

/// Where a command is in its life (VALVES.md).
public enum CommandState: String, Codable, CaseIterable, Sendable {
    /// Waits for a person to confirm it; the valve is selected for it meanwhile and nothing is sent.
    case held
    case requested, selected, accepted, moving, confirmed
    case rejected, timedOut = "timed_out", superseded, failed
    /// The link was lost after the command left; settled by telemetry, never by sending again.
    case unknown

    /// True where nothing more will happen; `unknown` may still be settled.
    public var isFinal: Bool {
        switch self {
        case .confirmed, .rejected, .timedOut, .superseded, .failed: true
        case .held, .requested, .selected, .accepted, .moving, .unknown: false
        }
    }
}

/// A command's arrival in a state.
public struct CommandStep: Codable, Equatable, Sendable {
    public var state: CommandState
    public var at: WallTime

    public init(state: CommandState, at: WallTime) {
        self.state = state
        self.at = at
    }
}

/// A command and what became of it: the resource under `/v1/commands/{id}`.
public struct CommandStatus: Codable, Equatable, Sendable, Identifiable {
    public var id: String
    public var valveId: String
    public var action: ValveAction
    /// The wanted position, 0 … 100; nil for `stop`.
    public var position: Double?
    public var state: CommandState
    /// Why it ended as it did, where it did not end well.
    public var cause: ProblemCode?
    public var detail: String?
    public var actor: String
    public var reason: String?
    public var epoch: Int64
    public var issuedAt: WallTime
    public var notAfter: WallTime
    /// The device's boot the command was meant for; nil before it was started.
    public var bootId: String?
    /// When telemetry must have confirmed it at the latest; nil before it was accepted.
    public var confirmBy: WallTime?
    /// The newest reported position while it runs.
    public var positionPercent: Double?
    public var steps: [CommandStep]
    /// While it is held: when it lapses unless somebody confirms it.
    public var holdUntil: WallTime?
    /// True where a person other than ``actor`` must confirm it, or had to; nil where that was never asked.
    public var needsSecondPerson: Bool?
    /// Who confirmed it after it was held; nil where nobody had to, or has yet.
    public var confirmedBy: String?
    /// The server that commands it, by host and site, for people; nil in records of older versions.
    public var server: String?

    public init(
        id: String, valveId: String, action: ValveAction, position: Double?, actor: String, reason: String?,
        epoch: Int64, issuedAt: WallTime, notAfter: WallTime
    ) {
        self.id = id
        self.valveId = valveId
        self.action = action
        self.position = position
        self.state = .requested
        self.actor = actor
        self.reason = reason
        self.epoch = epoch
        self.issuedAt = issuedAt
        self.notAfter = notAfter
        self.steps = [CommandStep(state: .requested, at: issuedAt)]
    }
}

/// The body of `POST /valves/{id}/actuate`.
public struct ActuationRequest: Codable, Equatable, Sendable {
    public var action: ValveAction
    /// 0 … 100, only with `position`.
    public var position: Double?
    public var reason: String?
    /// The revision the caller saw; a valve that has moved on since refuses (`STATE_CHANGED`).
    public var expectRev: Int64?

    public init(action: ValveAction, position: Double? = nil, reason: String? = nil, expectRev: Int64? = nil) {
        self.action = action
        self.position = position
        self.reason = reason
        self.expectRev = expectRev
    }
}
