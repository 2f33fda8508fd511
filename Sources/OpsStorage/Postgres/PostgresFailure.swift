/// How a call of libpq ended where it did not end well.
enum PostgresFailure: Error, Equatable {
    /// No connection stood in time, or the server turned it away.
    case notConnected(String)
    /// The connection broke, or its server stayed silent past the deadline: what was sent may or may not have run.
    case lost(String)
    /// The server refused the statement; it surely had no effect.
    case refused(state: String, message: String)

    /// In this room's words; `operation` is what was tried.
    func storageError(_ operation: String) -> StorageError {
        switch self {
        case .notConnected(let cause):
            StorageError(
                .unavailable, operation: operation, cause: cause,
                advice: "Is the server that DATABASE_URL names running, and may this user log in?")
        case .lost(let cause):
            StorageError(.connectionLost, operation: operation, cause: cause, advice: "Nothing was changed.")
        case .refused(let state, let message):
            StorageError(Self.kind(ofState: state), operation: operation, cause: "\(message) [\(state)]")
        }
    }

    /// What an SQLSTATE means here (PostgreSQL manual, appendix A).
    static func kind(ofState state: String) -> StorageError.Kind {
        switch state {
        case "57014": .timedOut
        case "55P03", "40001", "40P01": .busy
        case "25P03": .timedOut
        default:
            switch state.prefix(2) {
            case "23": .constraint
            case "53": .unavailable
            case "08": .connectionLost
            default: .statement
            }
        }
    }
}

extension PostgresFailure {
    /// True where a COMMIT that ended so may still have happened (SQLSTATE classes 08 and 57P, and 40003).
    var leavesCommitOpen: Bool {
        switch self {
        case .lost: true
        case .notConnected: false
        case .refused(let state, _): state.hasPrefix("08") || state.hasPrefix("57P") || state == "40003"
        }
    }
}
