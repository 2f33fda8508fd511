import Foundation
import Glibc
import OpsTestSupport
import Testing

/// The terminal is as it was, on every way out.
@Suite(.serialized, .server, .timeLimit(.minutes(2))) struct LeavingScreenTests {
    enum Way: String, CaseIterable, Sendable {
        case q, controlC, terminate, hangup, segmentationFault

        var signal: Int32? {
            switch self {
            case .q, .controlC: nil
            case .terminate: SIGTERM
            case .hangup: SIGHUP
            case .segmentationFault: SIGSEGV
            }
        }
    }

    @Test("The terminal's modes are restored and the screen is given back", arguments: Way.allCases)
    func restores(_ way: Way) async throws {
        let site = try ServerScope.site()
        let script = """
            stty -a >"$1"; "$2" --socket "$3"; echo "left with $?"; stty -a >"$4"; echo "all done"
            """
        let (before, after) = (site.place.file("before-\(way)"), site.place.file("after-\(way)"))
        let terminal = try PseudoTerminal.start(
            ["/bin/bash", "-c", script, "bash", before, try BuiltBinary.opstui, site.place.socket, after],
            environment: site.place.environment())
        try await terminal.waitFor("LIVE", within: .seconds(90))
        let program = try #require(Processes.children(of: terminal.pid).first)
        if let signal = way.signal { kill(program, signal) } else { terminal.write(way == .q ? "q" : "\u{3}") }
        let text = try await terminal.waitFor("all done", within: .seconds(90))
        #expect(try await terminal.waitForEnd() == 0)
        let name = "before-\(way)"
        #expect(!site.place.read(name).isEmpty)
        #expect(site.place.read(name) == site.place.read("after-\(way)"))
        let tail = try #require(text.components(separatedBy: "LIVE").last)
        #expect(tail.contains("\u{1b}[?1049l"), "the alternate screen was not left")
        #expect(tail.contains("\u{1b}[?25h") || tail.contains("\u{1b}[?12l\u{1b}[?25h"), "the cursor stayed hidden")
        let status = text.components(separatedBy: "left with ").last?.prefix { $0.isNumber } ?? ""
        if way == .q || way == .controlC { #expect(status == "0") }
        if way == .segmentationFault { #expect(status == "139") }
        #expect(try await site.status()?["schema"].text == "ops.status/1")
    }

    @Test("A terminal that disappears ends the dashboard")
    func terminalGone() async throws {
        let site = try ServerScope.site()
        let session = try await Screen.open(site.place)
        try await session.live()
        let socket = site.place.socket
        let pid = try #require(
            Processes.running(with: ["--socket", socket]).first { !Processes.arguments(of: $0).contains("serve") })
        await session.session.kill()
        try await eventually("the dashboard ended with its terminal") { !Processes.isAlive(pid) }
    }
}
