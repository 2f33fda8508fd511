import ArgumentParser
import Foundation

/// Ends a command with one line on standard error: what, why, what to do.
struct CommandFailure: Error, CustomStringConvertible {
    /// The promised exit codes.
    enum Code: Int32 {
        /// Refused or failed.
        case failed = 1
        /// Cannot reach what is needed.
        case unreachable = 2
        /// A valve command whose outcome is not known, or not yet.
        case unknown = 3
    }

    let code: Code
    let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// Prints the line and gives what the argument parser ends with.
    func report() -> ExitCode {
        Output.note("opstui: \(description)")
        return ExitCode(code.rawValue)
    }
}

/// Runs a command's work; every error becomes one line and an exit code.
func reporting<T>(_ work: () async throws -> T) async throws -> T {
    do {
        return try await work()
    } catch let failure as CommandFailure {
        throw failure.report()
    } catch let exit as ExitCode {
        throw exit
    } catch is CancellationError {
        throw ExitCode(CommandFailure.Code.failed.rawValue)
    } catch {
        throw CommandFailure(.failed, "\(error)").report()
    }
}
