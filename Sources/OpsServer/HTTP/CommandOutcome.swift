import Hummingbird
import OpsCore

/// A command as an answer: confirmed by telemetry, still on its way, or ended otherwise.
enum CommandOutcome {
    /// 202: it has left; its URL is in `Location`.
    static func accepted(_ command: CommandStatus) throws -> Response {
        try JSONResponse.make(command, status: .accepted)
    }

    /// 200 where telemetry confirmed it, 202 while that is open, else the problem that it ended with.
    static func answer(_ command: CommandStatus) throws -> Response {
        switch command.state {
        case .confirmed: return try JSONResponse.make(command)
        case .held, .requested, .selected, .accepted, .moving, .unknown: return try accepted(command)
        case .rejected, .timedOut, .superseded, .failed:
            throw Refusal(code(of: command), command.detail ?? "The command ended as \(command.state.rawValue).")
        }
    }

    private static func code(of command: CommandStatus) -> ProblemCode {
        if let cause = command.cause { return cause }
        return switch command.state {
        case .timedOut: .timeLimitOver
        case .superseded: .commandInExecution
        default: .internalError
        }
    }
}
