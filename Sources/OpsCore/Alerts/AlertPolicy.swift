/// What happens to an alert whose condition has gone without anybody having acknowledged it.
public struct AlertPolicy: Equatable, Sendable {
    /// Whether it is resolved without a person.
    public var resolvesItself: Bool
    /// How long it stays `cleared` before that; 0: not at all.
    public var resolvesAfterSeconds: Double

    public init(resolvesItself: Bool, resolvesAfterSeconds: Double = 0) {
        self.resolvesItself = resolvesItself
        self.resolvesAfterSeconds = max(0, resolvesAfterSeconds)
    }

    /// Alerts of the plant wait for a person; all others resolve themselves.
    public static func standard(for source: AlertSource) -> AlertPolicy {
        AlertPolicy(resolvesItself: source != .plant)
    }
}

/// What can happen to an alert.
public enum AlertEvent: Equatable, Sendable {
    /// The condition holds, but not yet for as long as its rule wants.
    case conditionPending
    case conditionTrue
    case conditionFalse
    case acknowledge(by: String)
    case resolve(by: String)
    /// Nothing but time; see ``AlertLife/resolvesAt``.
    case timePassed
}

extension AlertStatus {
    /// Takes over the state, its time and who acknowledged; leaves the alert as it is where there is none.
    public mutating func take(_ life: AlertLife) {
        guard let state = life.state else { return }
        self.state = state
        since = life.since ?? since
        acknowledgedBy = life.acknowledgedBy
    }
}
