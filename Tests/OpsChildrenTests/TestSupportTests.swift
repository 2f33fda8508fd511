import Glibc
import OpsTestSupport
import Testing

@Suite struct TestSupportTests {
    @Test func aConditionThatNeverHoldsFails() async {
        await #expect(throws: NeverHeld.self) { try await eventually(within: .milliseconds(30)) { false } }
    }

    @Test func aProgramSeesATerminal() async throws {
        let script = "stty size; read line; echo got $line; tty"
        let terminal = try PseudoTerminal.start(["/bin/sh", "-c", script], columns: 97, rows: 31)
        try await terminal.waitFor("31 97")
        terminal.write("hello\r")
        try await terminal.waitFor("got hello")
        try await terminal.waitFor("/dev/pts/")
        #expect(try await terminal.waitForEnd() == 0)
    }

    @Test func controlCReachesTheProgramOnTheTerminal() async throws {
        let terminal = try PseudoTerminal.start(["/bin/sh", "-c", "echo ready; exec sleep 600"])
        try await terminal.waitFor("ready")
        terminal.write("\u{3}")
        #expect(try await terminal.waitForEnd() == -SIGINT)
    }

    @Test func tmuxShowsWhatAPersonWouldSee() async throws {
        let script = "echo size $(stty size); read line; echo got $line; exit 3"
        let session = try await TmuxSession.start(["/bin/sh", "-c", script], columns: 90, rows: 20)
        try await session.waitFor("size 20 90")
        try await session.resize(columns: 100, rows: 25)
        try await session.type("hello there")
        try await session.sendKeys("Enter")
        try await session.waitFor("got hello there")
        try await eventually("the program's end") { try await session.exitStatus() == 3 }
        await session.kill()
    }
}
