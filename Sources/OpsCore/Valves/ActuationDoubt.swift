/// Why the outcome of a command that left is not known.
enum ActuationDoubt: Equatable, Sendable {
    /// The link to the broker went down.
    case linkLost
    /// The device's availability said `offline`.
    case deviceOffline
    /// The device did not answer the operate.
    case noAcknowledgement
    /// The device took it, but no fresh report came in time.
    case silent
    /// The server was restarted meanwhile.
    case restored

    var code: ProblemCode? {
        switch self {
        case .linkLost: .brokerDown
        case .deviceOffline: .deviceOffline
        case .silent: .staleState
        case .noAcknowledgement, .restored: nil
        }
    }

    var detail: String {
        switch self {
        case .linkLost: "The link was lost after the command left; the valve's next report settles it"
        case .deviceOffline: "The device went offline after the command left; its next report settles it"
        case .noAcknowledgement: "The device did not acknowledge in time; the valve's next report settles it"
        case .silent: "The device took the command, but reports no longer come; the next one settles it"
        case .restored: "The server was restarted while the command ran; the valve's next report settles it"
        }
    }
}
