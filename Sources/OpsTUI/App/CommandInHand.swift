import OpsCore

/// The command this dashboard started last, from the key until telemetry settled it.
struct CommandInHand: Equatable, Sendable {
    enum Phase: Equatable, Sendable {
        /// On its way to the server.
        case sending
        /// The server knows it: ``CommandInHand/status`` holds the rest of its life.
        case known
        case refused(String)
        /// No answer came. It may have been carried out; the stream tells, nothing is sent again.
        case unknown(String)
    }

    /// How long a command that ended stays on the line.
    static let shownAfterEndSeconds = 30.0
    /// A command whose outcome stays unknown is given up on the line after this long; the server settles it.
    static let unknownLimitSeconds = 60.0
    /// A key that comes this soon after the confirming one is the same finger, and does nothing.
    static let bounceSeconds = 0.4

    let id: String
    let valveID: String
    let action: ValveAction
    let position: Double?
    let sentAt: WallTime
    let startedAt: MonotonicTime
    var phase: Phase = .sending
    var status: CommandStatus?
    /// When it ended, for a refusal or a final state.
    var endedAt: MonotonicTime?

    /// True while something may still happen.
    var isInFlight: Bool { endedAt == nil }

    /// Takes in what the server says, unless it is older than what is known.
    mutating func take(_ newer: CommandStatus, at now: MonotonicTime) {
        if let status, status.steps.count > newer.steps.count { return }
        status = newer
        phase = .known
        if newer.state.isFinal, endedAt == nil { endedAt = now }
    }

    /// True while the line above the keys should tell of it.
    func isShown(at now: MonotonicTime) -> Bool {
        guard let endedAt else { return true }
        return now.seconds(since: endedAt) < Self.shownAfterEndSeconds
    }
}
