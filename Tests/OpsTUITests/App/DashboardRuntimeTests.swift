import Foundation
import OpsClient
import OpsTerminal
import OpsTestSupport
import Testing

@testable import OpsTUI

/// The whole dashboard on a real terminal, with no server to talk to: it says so, and every way out works.
@Suite(.serialized, .soleTerminal) struct DashboardRuntimeTests {
    private struct Run {
        let terminal: DashboardTerminal
        let control: DashboardControl
        let client: OpsClient
        let end: Task<DashboardEnd, any Error>

        func close() async { await client.close() }
    }

    /// Runs a dashboard once the process has no other terminal session: curses knows one at a time, and tests of other
    /// suites hold it now and then.
    private static func run(_ options: DashboardOptions, _ terminal: DashboardTerminal) async throws -> DashboardEnd {
        let deadline = ContinuousClock().now + .seconds(40)
        while true {
            do {
                return try await DashboardRuntime.run(options, terminal: terminal.environment)
            } catch TerminalError.alreadyOpen where ContinuousClock().now < deadline {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    private func start(columns: Int = 100, rows: Int = 30, quitWarning: String? = nil) throws -> Run {
        let terminal = try DashboardTerminal(columns: columns, rows: rows)
        let client = OpsClient(endpoint: .unix(path: "/nonexistent/opstui-\(UUID().uuidString).sock"))
        let control = DashboardControl()
        var options = DashboardOptions(client: client, control: control)
        if let quitWarning { options.quitWarning = { quitWarning } }
        let end = Task { [options] in try await Self.run(options, terminal) }
        return Run(terminal: terminal, control: control, client: client, end: end)
    }

    @Test(.timeLimit(.minutes(1))) func noServerIsSaidAndQuitWorks() async throws {
        let run = try start()
        try await eventually(within: .seconds(90), "the outage on the screen") {
            run.terminal.text.contains("STREAM DOWN") && run.terminal.text.contains("no stream:")
        }
        run.terminal.type("q")
        #expect(try await run.end.value == .quit)
        try await eventually("the terminal given back") { run.terminal.text.contains("\u{1B}[?1049l") }
        await run.close()
    }

    @Test(.timeLimit(.minutes(1))) func helpAndResize() async throws {
        let run = try start()
        run.terminal.type("?")
        try await eventually(within: .seconds(90), "the help") { run.terminal.text.contains("reload the API keys") }
        run.terminal.type("\u{1B}")
        run.terminal.resize(columns: 50, rows: 10)
        try await eventually(within: .seconds(90), "what it needs") {
            run.terminal.text.contains("opstui needs 60x15")
        }
        run.terminal.type("\u{3}")
        #expect(try await run.end.value == .quit)
        await run.close()
    }

    @Test(.timeLimit(.minutes(1))) func aQuitThatOthersFeelAsksFirst() async throws {
        let run = try start(quitWarning: "2 others are attached and stay served")
        try await eventually(within: .seconds(90), "the screen") { run.terminal.text.contains("Incidents") }
        run.terminal.type("q")
        try await eventually(within: .seconds(90), "the question") {
            run.terminal.text.contains("2 others are attached")
        }
        run.terminal.type("y")
        #expect(try await run.end.value == .quit)
        await run.close()
    }

    @Test(.timeLimit(.minutes(1))) func aSignalEndsIt() async throws {
        let run = try start()
        try await eventually(within: .seconds(90), "the screen") { run.terminal.text.contains("Incidents") }
        run.control.stop(.signalled(15))
        run.control.stop(.signalled(1))
        #expect(try await run.end.value == .signalled(15))
        try await eventually("the terminal given back") { run.terminal.text.contains("\u{1B}[?1049l") }
        await run.close()
    }

    @Test(.timeLimit(.minutes(1))) func aStopBeforeTheStartEndsItAtOnce() async throws {
        let terminal = try DashboardTerminal(columns: 80, rows: 24)
        let client = OpsClient(endpoint: .unix(path: "/nonexistent.sock"))
        let control = DashboardControl()
        control.stop(.signalled(1))
        let options = DashboardOptions(client: client, control: control)
        #expect(try await Self.run(options, terminal) == .signalled(1))
        await client.close()
    }

    @Test(.timeLimit(.minutes(1))) func aLostTerminalEndsIt() async throws {
        let run = try start()
        try await eventually(within: .seconds(90), "the screen") { run.terminal.text.contains("Incidents") }
        run.terminal.hangUp()
        #expect(try await run.end.value == .terminalGone)
        await run.close()
    }

    @Test func aWrongKeymapEndsItBeforeTheTerminalIsTouched() async throws {
        let file = NSTemporaryDirectory() + "keymap-\(UUID().uuidString).yaml"
        try "keys:\n  valve: a\n".write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let terminal = try DashboardTerminal(columns: 80, rows: 24)
        let client = OpsClient(endpoint: .unix(path: "/nonexistent.sock"))
        let options = DashboardOptions(client: client, keymapFile: file)
        await #expect(throws: KeymapError.self) {
            try await DashboardRuntime.run(options, terminal: terminal.environment)
        }
        #expect(terminal.byteCount == 0)
        await client.close()
    }
}
