import Foundation
import Glibc
import OpsChildren
import OpsTestSupport
import Testing

/// Row T1: one command brings the dashboard up, with the server inside or attached to one.
@Suite(.serialized, .timeLimit(.minutes(3))) struct EmbedTests {
    @Test("T1: opstui alone embeds a server; a second attaches, shows the same, and both see each other's actions")
    func embedAndAttach() async throws {
        let place = try Place()
        _ = try place.write(ServedSite.keys.joined(separator: "\n") + "\n", to: "keys.env")
        let first = try await Screen.open(place)
        try await first.live()
        let status = try #require(try await Opstui.status(socket: place.socket, in: place))
        #expect(status["server"]["embedded"].flag == true)
        let second = try await Screen.open(place, ["--socket", place.socket], columns: 80, rows: 24)
        try await second.live()
        for screen in [first, second] { try await screen.session.waitFor("acme") }
        // A key that the second reloads is a tenant on the first.
        _ = try place.write(
            (ServedSite.keys + ["API_KEY_ZEBRA=zebra-key-0123456789"]).joined(separator: "\n"), to: "keys.env")
        try await second.session.sendKeys("K")
        try await second.session.waitFor("Reload the API keys?")
        try await second.session.sendKeys("y")
        try await second.session.waitFor("added 1")
        try await first.session.waitFor("zebra")
        #expect(try await second.quit() == 0)
        #expect(try await first.quit() == 0)
        #expect(!FileManager.default.fileExists(atPath: place.socket))
        for screen in [first, second] { await screen.session.kill() }
    }

    @Test("T1: SIGHUP to the embedding dashboard leaves the attached one's stream alive; the server ends when idle")
    func hangup() async throws {
        let place = try Place()
        _ = try place.write(ServedSite.keys.joined(separator: "\n") + "\n", to: "keys.env")
        let first = try PseudoTerminal.start(
            [
                try BuiltBinary.opstui, "--socket", place.socket, "--state-dir", place.state, "--env-file",
                place.envFile,
            ],
            environment: place.environment())
        try await first.waitFor("LIVE", within: .seconds(90))
        let second = try await Screen.open(place, ["--socket", place.socket])
        try await second.live()
        let stream = try await attached(place)
        first.signal(SIGHUP)
        // The screen is given back at once; the process serves on.
        try await first.waitFor("\u{1b}[?1049l")
        #expect(first.status == nil)
        #expect(try await Opstui.status(socket: place.socket, in: place)?["server"]["embedded"].flag == true)
        #expect(try await attached(place) == stream, "the second's stream was opened anew")
        #expect(try await second.session.capture().contains("LIVE"))
        #expect(try await second.quit() == 0)
        #expect(try await first.waitForEnd(within: .seconds(90)) == 0)
        #expect(!FileManager.default.fileExists(atPath: place.socket))
        await second.session.kill()
    }

    /// When the server came up, as anyone who attaches sees it: another server would have another.
    private func attached(_ place: Place) async throws -> Int? {
        let run = try await Shell.tool(
            "curl", package: "curl", ["-sS", "--unix-socket", place.socket, "http://localhost/ops/status"], in: place)
        return try run.json["server"]["pid"].number.map { Int($0) }
    }

    @Test("T1: a server that holds the lock but does not answer is named, with exit code 2")
    func silentServer() async throws {
        let site = try await ServedSite.start(in: Place())
        #expect(site.program.process.kill(SIGSTOP))
        defer { site.program.process.kill(SIGCONT) }
        let terminal = try PseudoTerminal.start(
            [
                try BuiltBinary.opstui, "--socket", site.place.socket, "--state-dir", site.place.state, "--env-file",
                site.place.envFile,
            ], environment: site.place.environment())
        #expect(try await terminal.waitForEnd(within: .seconds(90)) == 2)
        #expect(terminal.text.contains("process \(site.program.pid) "), "\(terminal.text)")
        #expect(!terminal.text.contains("\u{1b}[?1049h"))
        let serve = try await Opstui.run(
            ["serve", "--listen", "none", "--socket", site.place.socket, "--state-dir", site.place.state],
            in: site.place)
        #expect(serve.status == .status(2))
        #expect(serve.errors.contains("\(site.program.pid)"))
        site.program.process.kill(SIGCONT)
        try await eventually("the server answers again") { try await site.status() != nil }
        #expect(await site.stop() == .status(0))
    }

    @Test("A socket that a killed server left is taken over")
    func leftSocket() async throws {
        let place = try Place()
        let killed = try await ServedSite.start(in: place)
        await killed.program.end(SIGKILL)
        #expect(FileManager.default.fileExists(atPath: place.socket))
        #expect(try await Opstui.status(socket: place.socket, in: place) == nil)
        let next = try await ServedSite.start(in: place)
        #expect(try await next.status()?["schema"].text == "ops.status/1")
        #expect(await next.stop() == .status(0))
        #expect(!FileManager.default.fileExists(atPath: place.socket))
    }
}
