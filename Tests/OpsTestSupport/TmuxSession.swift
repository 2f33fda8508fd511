import Foundation
import Glibc
import OpsChildren

/// A program inside a tmux of a test's own: what a person would see, as text.
public final class TmuxSession: Sendable {
    private let tmux: String
    private let socket: String
    private let directory: PrivateDirectory
    private let server: pid_t

    private init(tmux: String, socket: String, directory: PrivateDirectory, server: pid_t) {
        self.tmux = tmux
        self.socket = socket
        self.directory = directory
        self.server = server
    }

    deinit {
        if server > 1 { Glibc.kill(server, SIGKILL) }
        directory.remove()
    }

    /// Starts a command in a window of the given size.
    ///
    /// - Parameters:
    ///   - command: a path and its arguments, its words are taken as they are.
    ///   - term: what TERM says inside: `screen-256color` or `tmux-256color`.
    /// - Throws: `ChildError`; where tmux is missing it names the package.
    public static func start(
        _ command: [String], columns: Int = 120, rows: Int = 36, term: String = "screen-256color",
        environment: [String: String] = [:]
    ) async throws -> TmuxSession {
        let tmux = try ProgramFinder.require("tmux", package: "tmux")
        let directory = try PrivateDirectory()
        let settings = [
            "set -g default-terminal \"\(term)\"", "set -g status off", "set -g remain-on-exit on",
            "set -g history-limit 5000", "set -s escape-time 0",
        ]
        try directory.write(settings.joined(separator: "\n") + "\n", to: "tmux.conf")
        let words = environment.map { ["-e", "\($0.key)=\($0.value)"] }.flatMap { $0 }
        let arguments =
            ["-f", directory.file("tmux.conf"), "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)"] + words
            + ["--"] + noting(command, in: directory)
        let socket = directory.file("tmux")
        try await run(tmux, socket, directory, arguments)
        let pid = try await run(tmux, socket, directory, ["display-message", "-p", "#{pid}"])
        let server = pid_t(pid.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
        return TmuxSession(tmux: tmux, socket: socket, directory: directory, server: server)
    }

    /// Types keys by tmux' names: `Enter`, `Escape`, `C-c`, `Up`, `F1`, or single letters.
    public func sendKeys(_ keys: String...) async throws { try await tell(["send-keys", "--"] + keys) }

    /// Types a text letter by letter.
    public func type(_ text: String) async throws { try await tell(["send-keys", "-l", "--", text]) }

    /// What the window shows, a line a row; with colours as escape sequences where asked for.
    public func capture(colours: Bool = false) async throws -> String {
        try await tell(["capture-pane", "-p"] + (colours ? ["-e"] : []))
    }

    /// Changes the window's size; the program gets SIGWINCH.
    public func resize(columns: Int, rows: Int) async throws {
        try await tell(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
    }

    /// Waits until the window shows a text, and returns what it then shows.
    @discardableResult
    public func waitFor(_ needle: String, within limit: Duration = .seconds(15)) async throws -> String {
        var last = ""
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while clock.now < deadline {
            last = try await capture()
            if last.contains(needle) { return last }
            try await Task.sleep(for: .milliseconds(30))
        }
        throw NeverHeld(description: "the window did not show \(needle) within \(limit); it shows:\n\(last)")
    }

    /// The exit status of the program, once it has ended; 128 and the signal that ended it.
    public func exitStatus() async throws -> Int32? {
        guard let text = try? String(contentsOfFile: directory.file(Self.statusFile), encoding: .utf8) else {
            return nil
        }
        return Int32(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    private static let statusFile = "status"

    /// A shell around the command notes how it ended: tmux itself sometimes loses that. Its signals are its own.
    private static func noting(_ command: [String], in directory: PrivateDirectory) -> [String] {
        let file = directory.file(statusFile)
        let script = "trap : INT QUIT TERM HUP; \"$@\"; echo $? > '\(file).new'; mv '\(file).new' '\(file)'"
        return ["/bin/sh", "-c", script, "sh"] + command
    }

    /// Ends the program and the tmux server.
    public func kill() async {
        _ = try? await tell(["kill-server"])
        directory.remove()
    }

    @discardableResult
    private func tell(_ arguments: [String]) async throws -> String {
        try await Self.run(tmux, socket, directory, arguments)
    }

    @discardableResult
    private static func run(
        _ tmux: String, _ socket: String, _ directory: PrivateDirectory, _ arguments: [String]
    ) async throws -> String {
        var environment = ChildLaunch.plainEnvironment(home: directory.path)
        environment["TERM"] = "xterm-256color"
        let launch = ChildLaunch(program: tmux, arguments: ["-S", socket] + arguments, environment: environment)
        return try await ToolRun.succeed(launch, in: directory, timeout: .seconds(10))
    }
}
