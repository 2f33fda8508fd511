import Foundation
import OpsChildren
import OpsTestSupport

/// The built program, run once to its end without a terminal.
enum Opstui {
    struct Run: Sendable {
        var status: ChildExit
        var output: String
        var errors: String
        var json: JSON { get throws { try JSON.parse(output) } }
    }

    /// Runs it with standard output and errors apart, in the place's directory.
    @discardableResult
    static func run(
        _ arguments: [String], in place: Place, environment: [String: String] = [:], input: String = "/dev/null",
        timeout: Duration = .seconds(30)
    ) async throws -> Run {
        try await Shell.run(
            [try BuiltBinary.opstui] + arguments, in: place, environment: environment, input: input, timeout: timeout)
    }

    /// What `opstui status --json` says; nil where nobody answers.
    static func status(socket: String, in place: Place) async throws -> JSON? {
        let run = try await run(["status", "--json", "--socket", socket], in: place)
        return run.status == .status(2) ? nil : try run.json
    }
}

/// Another program, run once to its end.
enum Shell {
    static func run(
        _ command: [String], in place: Place, environment: [String: String] = [:], input: String = "/dev/null",
        timeout: Duration = .seconds(30)
    ) async throws -> Opstui.Run {
        let errors = place.file("errors-\(UInt64.random(in: 0...UInt64.max))")
        defer { try? FileManager.default.removeItem(atPath: errors) }
        let script = "cd \"$1\" && exec 2>\"$2\" <\"$3\" && shift 3 && exec \"$@\""
        let launch = ChildLaunch(
            program: "/bin/sh", arguments: ["-c", script, "sh", place.path, errors, input] + command,
            environment: place.environment(environment))
        let outcome = try await ToolRun.run(launch, in: place.directory, timeout: timeout)
        let text = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
        return Opstui.Run(status: outcome.exit, output: outcome.output, errors: text)
    }

    /// A tool of the machine by name; a missing one names its Debian package.
    static func tool(
        _ name: String, package: String, _ arguments: [String], in place: Place, input: String = "/dev/null",
        timeout: Duration = .seconds(30)
    ) async throws -> Opstui.Run {
        let program = try ProgramFinder.require(name, package: package)
        return try await run([program] + arguments, in: place, input: input, timeout: timeout)
    }
}
