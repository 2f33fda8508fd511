import OpsCore

/// Why a call did not give an answer.
public enum OpsClientError: Error, Equatable, Sendable {
    /// The server refused, and said why.
    case refused(Problem, retryAfterSeconds: Int?)
    /// No answer: not running, link down, or too slow. What was sent may or may not have been done.
    case unreachable(String)
    /// Server and client speak different versions.
    case incompatible(server: String, client: String)
    /// An answer that makes no sense, or an address that is none.
    case malformed(String)
}

extension OpsClientError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .refused(let problem, _): "\(problem.code.rawValue): \(problem.detail)"
        case .unreachable(let why): "cannot reach the server: \(why)"
        case .incompatible(let server, let client):
            "the server is version \(server), this program \(client): use the same version on both sides"
        case .malformed(let why): why
        }
    }
}
