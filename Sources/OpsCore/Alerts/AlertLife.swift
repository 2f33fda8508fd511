/// An alert's life after ISA-18.2, as a table: what happened and when in, the new state or a refusal out.
///
/// | standing | condition true | condition false | acknowledge | resolve |
/// | --- | --- | --- | --- | --- |
/// | none | active | – | refused | refused |
/// | pending | active | none | refused | refused |
/// | active | – | cleared, or by policy resolved | acknowledged | refused |
/// | acknowledged | – | resolved, or latched | – | refused |
/// | cleared | active | – | resolved, or latched | refused, unless it would resolve itself |
/// | latched | active | – | – | resolved |
/// | resolved | active | – | – | – |
///
/// A condition that is pending is not active yet. A condition that comes back is a new activation and wants a new
/// acknowledgement. Masks (see `AlertLife+Masks.swift`) lie over this: an alert that is put aside lives on beneath.
public struct AlertLife: Equatable, Sendable {
    /// What happens once the condition has gone.
    public var policy: AlertPolicy
    /// The state without masks; nil where there is no alert: before the first event, and where a pending condition
    /// went away.
    public private(set) var standing: AlertState?
    /// When the condition began (pending, active, acknowledged) or ended (cleared, latched, resolved).
    public private(set) var since: WallTime?
    /// Who has, or had, this activation in hand.
    public private(set) var acknowledgedBy: String?
    /// What puts it aside, the strongest first; one of a kind at most.
    public internal(set) var masks: [AlertMask] = []

    public init(policy: AlertPolicy) { self.policy = policy }

    /// Takes up an alert where a stored one left off.
    public init(policy: AlertPolicy, resuming status: AlertStatus) {
        self.policy = policy
        standing = status.standing ?? status.state
        since = status.since
        acknowledgedBy = status.acknowledgedBy
        masks = (status.masks ?? []).sorted { $0.kind < $1.kind }
    }

    /// True while the condition holds, announced or put aside.
    public var holds: Bool { standing?.isActive ?? false }

    /// Applies an event at `now`. Returns the state where anything of the alert changed, else nil; see ``state`` for
    /// an alert that is gone.
    ///
    /// Throws `CONDITION_ACTIVE` for resolving while the condition holds or is pending, `STATE_CHANGED` for resolving
    /// what nobody has acknowledged, `RESOURCE_NOT_FOUND` for acting on an alert that there is not, and
    /// `VALIDATION_FAILED` for a time or a reason out of bounds. Nothing changes then.
    @discardableResult
    public mutating func apply(_ event: AlertEvent, at now: WallTime) throws(Refusal) -> AlertState? {
        let before = self
        switch event {
        case .conditionPending: conditionPending(now)
        case .conditionTrue: conditionTrue(now)
        case .conditionFalse: conditionFalse(now)
        case .acknowledge(let person): try acknowledge(by: person)
        case .resolve(let person): try resolve(by: person)
        case .shelve(let wish, let person): try shelve(wish, by: person, at: now)
        case .withdraw(let wish, let person): try withdraw(wish, by: person, at: now)
        case .suppress(let reason): suppress(reason, at: now)
        case .unshelve: remove(.shelved)
        case .returnToService: remove(.outOfService)
        case .unsuppress: remove(.suppressed)
        case .timePassed: break
        }
        endShelf(at: now)
        if let resolvesAt, resolvesAt <= now { standing = .resolved }
        return self == before ? nil : state
    }

    /// When ``AlertEvent/timePassed`` will resolve it; nil where nothing waits.
    public var resolvesAt: WallTime? {
        guard standing == .cleared, policy.resolvesItself else { return nil }
        return since?.advanced(seconds: policy.resolvesAfterSeconds)
    }

    private mutating func conditionPending(_ now: WallTime) {
        switch standing {
        case nil, .resolved: begin(.pending, now)
        default: break
        }
    }

    private mutating func conditionTrue(_ now: WallTime) {
        switch standing {
        case nil, .cleared, .latched, .resolved: begin(.active, now)
        case .pending: standing = .active
        default: break
        }
    }

    private mutating func conditionFalse(_ now: WallTime) {
        switch standing {
        case .pending: (standing, since, acknowledgedBy) = (nil, nil, nil)
        case .active: (standing, since) = (.cleared, now)
        case .acknowledged: (standing, since) = (policy.latches ? .latched : .resolved, now)
        default: return
        }
        removeOneShot()
    }

    private mutating func acknowledge(by person: String) throws(Refusal) {
        switch standing {
        case .active: (standing, acknowledgedBy) = (.acknowledged, person)
        case .cleared: (standing, acknowledgedBy) = (policy.latches ? .latched : .resolved, person)
        case .pending: throw Refusal(.validationFailed, "The alert has not fired yet; there is nothing to acknowledge.")
        case nil: throw Self.unknown
        default: break
        }
    }

    private mutating func resolve(by person: String) throws(Refusal) {
        switch standing {
        case .latched: standing = .resolved
        case .cleared where policy.resolvesItself:
            (standing, acknowledgedBy) = (.resolved, acknowledgedBy ?? person)
        case .cleared:
            throw Refusal(.stateChanged, "Nobody has acknowledged the alert since it came; acknowledge it first.")
        case .pending, .active, .acknowledged:
            throw Refusal(.conditionActive, "The condition still holds; the alert can be resolved once it has cleared.")
        case nil: throw Self.unknown
        default: break
        }
    }

    private mutating func begin(_ next: AlertState, _ now: WallTime) {
        (standing, since, acknowledgedBy) = (next, now, nil)
    }

    static let unknown = Refusal(.resourceNotFound, "There is no such alert.")
}
