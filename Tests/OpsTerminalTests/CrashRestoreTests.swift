import Foundation
import Glibc
import Testing

@testable import OpsTerminal

/// What a crash leaves behind, seen from outside: a process of its own takes a terminal over and dies.
extension TerminalSessionTests {
    @Test("A trap gives the terminal back before the process dies")
    func trap() async throws {
        let terminal = try TestTerminal()
        let before = terminal.modes()
        await #expect(processExitsWith: .failure) { [path = terminal.path as String] in
            try takeOver(path)
            let empty: [Int] = []
            print(empty[getpid() > 0 ? 0 : 1])
        }
        try await expectRestored(terminal, before)
        // Swift's last words were held back while curses had the screen.
        let text = terminal.text
        let end = try #require(text.range(of: "\u{1B}[?1049l"))
        #expect(text[end.upperBound...].contains("Index out of range"))
    }

    @Test("abort() and a bad pointer too", arguments: [SIGABRT, SIGSEGV, SIGBUS, SIGFPE])
    func signals(number: Int32) async throws {
        let terminal = try TestTerminal()
        let before = terminal.modes()
        await #expect(processExitsWith: .signal(number)) { [path = terminal.path as String, number = number as Int32] in
            try takeOver(path)
            // A task's thread has SIGABRT blocked; only abort() gets past that.
            if number == SIGABRT { abort() }
            raise(number)
        }
        try await expectRestored(terminal, before)
    }

    @Test("exit() without a close too")
    func exiting() async throws {
        let terminal = try TestTerminal()
        let before = terminal.modes()
        await #expect(processExitsWith: .exitCode(3)) { [path = terminal.path as String] in
            try takeOver(path)
            exit(3)
        }
        try await expectRestored(terminal, before)
    }

    private func expectRestored(_ terminal: TestTerminal, _ before: [UInt8]) async throws {
        #expect(await comesTrue { terminal.text.contains("\u{1B}[?1049l") })
        #expect(terminal.text.contains("\u{1B}[?1049h"))
        #expect(terminal.text.contains("\u{1B}[?2004l"))
        #expect(terminal.modes() == before)
    }
}

/// For the process that is to die: opens a session on a terminal and waits until it has drawn.
private func takeOver(_ path: String) throws {
    let descriptor = Glibc.open(path, O_RDWR | O_NOCTTY)
    dup2(descriptor, STDERR_FILENO)
    let session = try TerminalSession.open(
        TerminalEnvironment(
            inputDescriptor: descriptor, outputDescriptor: descriptor, terminalName: "xterm-256color",
            localeName: "C.UTF-8", capturesStandardError: true))
    session.present([CellRun(row: 0, column: 0, text: "about to die")])
    // The session lives until the process does not.
    _ = Unmanaged.passRetained(session)
}
