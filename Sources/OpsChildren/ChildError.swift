/// Why a child could not be started or made ready. Texts hold paths and a log's last lines, never secrets.
public enum ChildError: Error, Equatable, Sendable, CustomStringConvertible {
    /// No such program on this machine; the Debian package holds it.
    case programMissing(program: String, package: String)
    /// The system refused an operation.
    case system(operation: String, errno: Int32, reason: String)
    /// The child ended before it was ready.
    case endedEarly(program: String, status: String, log: String)
    /// The child lives and does not answer.
    case notReady(program: String, seconds: Double, log: String)
    /// A path is too long for a Unix socket (107 bytes).
    case pathTooLong(String)
    /// A name or password that the server's configuration file cannot hold.
    case badAccount(String)

    public var description: String {
        switch self {
        case .programMissing(let program, let package):
            "\(program) is not installed: apt-get install \(package)"
        case .system(let operation, _, let reason): "\(operation): \(reason)"
        case .endedEarly(let program, let status, let log):
            "\(program) ended before it was ready (\(status))\(log.isEmpty ? "" : ": \(log)")"
        case .notReady(let program, let seconds, let log):
            "\(program) did not answer within \(seconds) s\(log.isEmpty ? "" : ": \(log)")"
        case .pathTooLong(let path): "too long for a Unix socket: \(path)"
        case .badAccount(let reason): "account: \(reason)"
        }
    }
}
