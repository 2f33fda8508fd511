import Foundation
import Glibc
import OpsTestSupport
import Testing

@testable import OpsChildren

@Suite struct ChildProcessTests {
    private func sleeper(_ seconds: Int = 600) throws -> ChildLaunch {
        ChildLaunch(program: try ProgramFinder.require("sleep", package: "coreutils"), arguments: ["\(seconds)"])
    }

    @Test func tellsHowAChildEnded() async throws {
        let shell = try ProgramFinder.require("sh", package: "dash")
        let child = try await ChildProcess.spawn(ChildLaunch(program: shell, arguments: ["-c", "exit 7"]))
        #expect(await child.exited == .status(7))
        #expect(!child.isRunning)
        #expect(!child.kill(SIGTERM))
    }

    @Test func aWaitWithALimitComesBackWhileTheChildRuns() async throws {
        let child = try await ChildProcess.spawn(try sleeper())
        #expect(await child.exited(within: .milliseconds(20)) == nil)
        #expect(await child.terminate() == .signal(SIGTERM))
        #expect(await child.exited(within: .seconds(5)) == .signal(SIGTERM))
    }

    @Test func aChildThatIgnoresTheSignalIsKilledAfterTheGrace() async throws {
        let directory = try PrivateDirectory()
        defer { directory.remove() }
        let shell = try ProgramFinder.require("sh", package: "dash")
        let script = "trap '' TERM; echo deaf; while :; do sleep 600; done"
        let output = directory.file("out")
        let child = try await ChildProcess.spawn(
            ChildLaunch(
                program: shell, arguments: ["-c", script],
                environment: ChildLaunch.plainEnvironment(home: directory.path), outputPath: output))
        try await eventually("the trap being set") { ServerLog.holds("deaf", output) }
        #expect(await child.terminate(grace: .milliseconds(100)) == .signal(SIGKILL))
    }

    @Test func aStoppedChildEndsToo() async throws {
        let child = try await ChildProcess.spawn(try sleeper())
        child.kill(SIGSTOP)
        #expect(await child.terminate() == .signal(SIGTERM))
    }

    @Test func aProgramThatIsNotThereIsAnError() async throws {
        let launch = ChildLaunch(program: "/nonexistent/program", deathSignal: "TERM")
        let directory = try PrivateDirectory()
        defer { directory.remove() }
        await #expect(throws: ChildError.self) { try await ToolRun.succeed(launch, in: directory) }
    }

    @Test func theChildHasAGroupOfItsOwnAndNoneOfOurFiles() async throws {
        let directory = try PrivateDirectory()
        defer { directory.remove() }
        // As a C library would: without close-on-exec.
        let leaky = open("/dev/null", O_RDONLY)
        defer { close(leaky) }
        let ls = try ProgramFinder.require("ls", package: "coreutils")
        let listing = try await ToolRun.succeed(
            ChildLaunch(program: ls, arguments: ["/proc/self/fd"]), in: directory)
        let inherited = listing.split(separator: "\n").compactMap { Int32($0) }
        #expect(!inherited.contains { $0 > 3 })  // 3 is the listing itself
        let child = try await ChildProcess.spawn(try sleeper())
        #expect(getpgid(child.pid) == child.pid)
        await child.terminate()
    }

    @Test func aChildDiesWithItsParent() async throws {
        // The parent in the middle starts a child as we do, and is then killed without a chance to clean up.
        let setpriv = try ProgramFinder.require("setpriv", package: "util-linux")
        let directory = try PrivateDirectory()
        defer { directory.remove() }
        let output = directory.file("out")
        let launch = try sleeper()
        let command = try launch.commandLine()
        #expect(command.first == setpriv)
        let script = "\(command.joined(separator: " ")) & echo pid $!; wait"
        let parent = try await ChildProcess.spawn(
            ChildLaunch(program: "/bin/sh", arguments: ["-c", script], outputPath: output))
        try await eventually("the grandchild's id") { ServerLog.holds("pid", output) }
        let words = ServerLog.head(output).split(whereSeparator: { $0 == " " || $0 == "\n" })
        let grandchild = try #require(pid_t(words.last ?? ""))
        try await eventually("setpriv having become sleep") {
            let name = try? String(contentsOfFile: "/proc/\(grandchild)/comm", encoding: .utf8)
            return name == "sleep\n"
        }
        parent.kill(SIGKILL)
        try await eventually("the grandchild's end") { hasEnded(grandchild) }
    }

    /// Gone, or waiting to be reaped by whoever inherited it.
    private func hasEnded(_ pid: pid_t) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return true }
        return text.contains(") Z ")
    }
}
