/// An alert's life after ISA-18.2, as a table: what happened and when in, the new state or a refusal out.
///
/// | state | condition true | condition false | acknowledge | resolve |
/// | --- | --- | --- | --- | --- |
/// | none | active | – | refused | refused |
/// | pending | active | none | refused | refused |
/// | active | – | cleared, then by policy resolved | acknowledged | refused |
/// | acknowledged | – | resolved | – | refused |
/// | cleared | active | – | resolved | resolved |
/// | resolved | active | – | – | – |
///
/// A condition that is pending is not active yet. A condition that comes back after it cleared is a new activation and
/// wants a new acknowledgement.
public struct AlertLife: Equatable, Sendable {
    /// What happens once the condition has gone.
    public let policy: AlertPolicy
    /// Nil where there is no alert: before the first event, and where a pending condition went away.
    public private(set) var state: AlertState?
    /// When the condition began (pending, active, acknowledged) or ended (cleared, resolved).
    public private(set) var since: WallTime?
    /// Who has, or had, this activation in hand.
    public private(set) var acknowledgedBy: String?

    public init(policy: AlertPolicy) { self.policy = policy }

    /// Takes up an alert where a stored one left off.
    public init(policy: AlertPolicy, resuming status: AlertStatus) {
        self.policy = policy
        state = status.state
        since = status.since
        acknowledgedBy = status.acknowledgedBy
    }

    /// Applies an event at `now`. Returns the new state where that changed it, else nil; see ``state`` for an alert
    /// that is gone. Throws `CONDITION_ACTIVE` for resolving while the condition holds or is pending, and
    /// `RESOURCE_NOT_FOUND` for acting on an alert that there is not.
    @discardableResult
    public mutating func apply(_ event: AlertEvent, at now: WallTime) throws(Refusal) -> AlertState? {
        let before = state
        switch event {
        case .conditionPending: conditionPending(now)
        case .conditionTrue: conditionTrue(now)
        case .conditionFalse: conditionFalse(now)
        case .acknowledge(let person): try acknowledge(by: person)
        case .resolve(let person): try resolve(by: person)
        case .timePassed: break
        }
        if state == .cleared, policy.resolvesItself, let since, now.seconds(since: since) >= policy.resolvesAfterSeconds
        {
            state = .resolved
        }
        return state == before ? nil : state
    }

    /// When ``AlertEvent/timePassed`` will resolve it; nil where nothing waits.
    public var resolvesAt: WallTime? {
        guard state == .cleared, policy.resolvesItself else { return nil }
        return since?.advanced(seconds: policy.resolvesAfterSeconds)
    }

    private mutating func conditionPending(_ now: WallTime) {
        switch state {
        case nil, .resolved: begin(.pending, now)
        case .pending, .active, .acknowledged, .cleared, .shelved: break
        }
    }

    private mutating func conditionTrue(_ now: WallTime) {
        switch state {
        case nil, .cleared, .resolved: begin(.active, now)
        case .pending: state = .active
        case .active, .acknowledged, .shelved: break
        }
    }

    private mutating func conditionFalse(_ now: WallTime) {
        switch state {
        case .pending: (state, since, acknowledgedBy) = (nil, nil, nil)
        case .active: (state, since) = (.cleared, now)
        case .acknowledged, .shelved: (state, since) = (.resolved, now)
        case nil, .cleared, .resolved: break
        }
    }

    private mutating func acknowledge(by person: String) throws(Refusal) {
        switch state {
        case .active: (state, acknowledgedBy) = (.acknowledged, person)
        case .cleared: (state, acknowledgedBy) = (.resolved, person)
        case .acknowledged, .resolved, .shelved: break
        case .pending: throw Refusal(.validationFailed, "The alert has not fired yet; there is nothing to acknowledge.")
        case nil: throw Self.unknown
        }
    }

    private mutating func resolve(by person: String) throws(Refusal) {
        switch state {
        case .cleared: (state, acknowledgedBy) = (.resolved, acknowledgedBy ?? person)
        case .resolved: break
        case .pending, .active, .acknowledged, .shelved:
            throw Refusal(.conditionActive, "The condition still holds; the alert can be resolved once it has cleared.")
        case nil: throw Self.unknown
        }
    }

    private mutating func begin(_ next: AlertState, _ now: WallTime) {
        (state, since, acknowledgedBy) = (next, now, nil)
    }

    private static let unknown = Refusal(.resourceNotFound, "There is no such alert.")
}
