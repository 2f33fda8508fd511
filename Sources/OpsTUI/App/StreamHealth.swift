import OpsCore

/// How the server's stream is, as seen from here.
struct StreamHealth: Equatable, Sendable {
    enum Phase: Equatable, Sendable {
        case connecting
        case live
        case down(reason: String, since: MonotonicTime)
    }

    /// The longest silence that can be called fresh: the server's keep-alive comes every 15 s.
    static let silenceCeilingSeconds = 17.0
    static let silenceFloorSeconds = 3.0

    var phase: Phase = .connecting
    /// When anything came last.
    var lastSeen: MonotonicTime?
    var lastMetrics: MonotonicTime?
    /// How far apart the server's regular values come, seconds: the longest distance of late, forgotten slowly.
    var cadenceSeconds = 5.0

    /// Silence beyond this is stale: twice the usual distance and one second for the network.
    var silenceLimitSeconds: Double {
        min(Self.silenceCeilingSeconds, max(Self.silenceFloorSeconds, 2 * cadenceSeconds + 1))
    }

    /// Seconds since anything came; nil where nothing ever did.
    func silence(at now: MonotonicTime) -> Double? { lastSeen.map { max(0, now.seconds(since: $0)) } }

    /// True where what is on the screen is what the server says now.
    func isFresh(at now: MonotonicTime) -> Bool {
        guard phase == .live, let silence = silence(at: now) else { return false }
        return silence <= silenceLimitSeconds
    }

    /// Notes that something came. A regular value also tells how far apart such values come.
    mutating func heard(at now: MonotonicTime, regular: Bool) {
        phase = .live
        lastSeen = now
        guard regular else { return }
        if let last = lastMetrics { cadenceSeconds = max(now.seconds(since: last), cadenceSeconds * 0.9) }
        cadenceSeconds = min(cadenceSeconds, Self.silenceCeilingSeconds)
        lastMetrics = now
    }

    /// Notes that the link is gone; keeps the first moment of an outage over its retries.
    mutating func lost(_ reason: String, at now: MonotonicTime) {
        lastMetrics = nil
        if case .down(_, let since) = phase {
            phase = .down(reason: reason, since: since)
        } else {
            phase = .down(reason: reason, since: lastSeen ?? now)
        }
    }
}
