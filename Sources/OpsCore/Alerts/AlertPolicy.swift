/// What happens to an alert whose condition has gone.
public struct AlertPolicy: Equatable, Sendable {
    /// Whether it is resolved without anybody having acknowledged it.
    public var resolvesItself: Bool
    /// How long it stays `cleared` before that; 0: not at all.
    public var resolvesAfterSeconds: Double
    /// Whether it stays until a person has acknowledged and then resolved it; goes before ``resolvesItself``.
    public var latches: Bool

    public init(resolvesItself: Bool, resolvesAfterSeconds: Double = 0, latches: Bool = false) {
        self.resolvesItself = resolvesItself && !latches
        self.resolvesAfterSeconds = max(0, resolvesAfterSeconds)
        self.latches = latches
    }

    /// Alerts of the plant wait for a person; all others resolve themselves, unless they latch.
    public static func standard(for alert: AlertStatus) -> AlertPolicy {
        AlertPolicy(resolvesItself: alert.source != .plant, latches: alert.latch ?? false)
    }
}

extension AlertStatus {
    /// Takes over all that the life decides; leaves the alert as it is where there is none.
    public mutating func take(_ life: AlertLife) {
        guard let state = life.state else { return }
        self.state = state
        standing = life.masks.isEmpty ? nil : life.standing ?? .resolved
        masks = life.masks.isEmpty ? nil : life.masks
        since = life.since ?? since
        acknowledgedBy = life.acknowledgedBy
        latch = life.policy.latches ? true : nil
    }
}
