/// Why a command got no reply. A reply that is an error is `RedisReply.error` instead.
public enum RedisError: Error, Hashable, Sendable {
    /// There is no connection; the command was not sent.
    case notConnected
    /// The connection died before the reply: whether the command ran is unknown.
    case linkLost
    /// No reply in time; a late one is dropped.
    case timedOut
    /// This process was too slow to send it in its time: it was not sent, and says nothing of Redis.
    case expired
    /// Too many commands are waiting; this one was not sent.
    case overloaded
    /// The script cannot be loaded; the reason is Redis' own.
    case script(reason: String)
}

extension RedisError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notConnected: "no connection to Redis; nothing was sent"
        case .linkLost: "the connection to Redis was lost before it replied"
        case .timedOut: "Redis did not reply in time"
        case .expired: "this process was too busy to send the command in its time; nothing was sent"
        case .overloaded: "too many Redis commands are waiting; nothing was sent"
        case .script(let reason): "Redis refused the script: \(reason)"
        }
    }
}
