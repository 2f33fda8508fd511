/// How a link is, judged by the age of what it last carried: a connection that stands but is silent is not healthy.
public struct LinkHealth: Equatable, Sendable {
    /// Older than this: `degraded`.
    public var degradedAfter: Duration
    /// Older than this: `down`, even where the connection stands.
    public var downAfter: Duration

    public init(degradedAfter: Duration, downAfter: Duration) {
        self.degradedAfter = degradedAfter
        self.downAfter = max(degradedAfter, downAfter)
    }

    /// `lastHeard` is when data last came over the link; a link that is up and has not carried anything yet is judged
    /// by when it came up (`upSince`); nil there: not connected, so `down`.
    public func state(upSince: MonotonicTime?, lastHeard: MonotonicTime?, now: MonotonicTime) -> LinkState {
        guard let upSince else { return .down }
        let age = now.duration(since: max(upSince, lastHeard ?? upSince))
        if age > downAfter { return .down }
        return age > degradedAfter ? .degraded : .ok
    }
}

extension LinkState {
    /// The link as one check of ``HealthReport``; nil for one that is not configured.
    public var health: HealthState? {
        switch self {
        case .ok: .ok
        case .degraded: .degraded
        case .down: .down
        case .off: nil
        }
    }
}
