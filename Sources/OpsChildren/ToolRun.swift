import Foundation

/// A program that is run once to its end.
public enum ToolRun {
    /// What it left.
    public struct Outcome: Sendable, Equatable {
        public var exit: ChildExit
        /// Output and errors, the first 256 KiB.
        public var output: String
    }

    /// Runs a program and gathers its output through a file in the directory.
    ///
    /// - Throws: `ChildError.system`; `notReady` when it runs longer than the timeout (it is then killed).
    @discardableResult
    public static func run(
        _ launch: ChildLaunch, in directory: PrivateDirectory, timeout: Duration = .seconds(30)
    ) async throws(ChildError) -> Outcome {
        var launch = launch
        let file = directory.file("run-\(UInt64.random(in: 0...UInt64.max))")
        launch.outputPath = file
        defer { try? FileManager.default.removeItem(atPath: file) }
        let child = try await ChildProcess.spawn(launch)
        guard let exit = await child.exited(within: timeout) else {
            child.killGroup()
            throw .notReady(program: launch.program, seconds: timeout / .seconds(1), log: ServerLog.tail(file))
        }
        return Outcome(exit: exit, output: ServerLog.head(file))
    }

    /// As `run`, for a program that must end with status 0.
    ///
    /// - Throws: also `ChildError.endedEarly` with what it wrote.
    @discardableResult
    public static func succeed(
        _ launch: ChildLaunch, in directory: PrivateDirectory, timeout: Duration = .seconds(30)
    ) async throws(ChildError) -> String {
        let outcome = try await run(launch, in: directory, timeout: timeout)
        guard outcome.exit == .status(0) else {
            let log = String(outcome.output.suffix(800))
            throw .endedEarly(program: launch.program, status: "\(outcome.exit)", log: log)
        }
        return outcome.output
    }
}
