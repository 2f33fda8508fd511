/// Why a publish did not succeed.
public enum MQTTError: Error, Equatable, Sendable {
    /// There is no link. The message was not sent and is stored nowhere.
    case notConnected
    /// The link died after the message had been handed to it: the outcome is unknown.
    case linkLost
    /// The broker did not acknowledge in time; a message already on the wire may still arrive.
    case timedOut
    /// The broker, or a limit of ours, refused the message; it was not delivered.
    case refused(reason: String)
    /// Too many publishes wait already; this one was not sent.
    case overloaded
    /// Its time was over before it could be sent; it was not.
    case tooLate
}

extension MQTTError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notConnected: "no link to the broker; nothing was sent"
        case .linkLost: "the link to the broker was lost before it acknowledged; the outcome is unknown"
        case .timedOut: "the broker did not acknowledge in time"
        case .refused(let reason): "refused: \(reason)"
        case .overloaded: "too many publishes are waiting; nothing was sent"
        case .tooLate: "its time was over before it could be sent; nothing was sent"
        }
    }
}
