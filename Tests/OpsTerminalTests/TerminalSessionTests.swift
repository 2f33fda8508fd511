import Glibc
import OpsTestSupport
import Testing

@testable import OpsTerminal

/// Everything that opens a session, one after the other: curses knows one terminal at a time.
@Suite("A session on a terminal", .serialized, .soleTerminal)
struct TerminalSessionTests {
    private func open(
        _ terminal: TestTerminal, term: String? = "xterm-256color", hint: String? = nil, locale: String = "C.UTF-8"
    ) throws -> TerminalSession {
        try TerminalSession.open(
            TerminalEnvironment(
                inputDescriptor: terminal.side, outputDescriptor: terminal.side, terminalName: term, colourHint: hint,
                localeName: locale))
    }

    private func screen(_ terminal: TestTerminal, columns: Int = 40, rows: Int = 10) -> ScreenReader {
        var reader = ScreenReader(columns: columns, rows: rows)
        reader.read(terminal.bytes)
        return reader
    }

    @Test("It takes the terminal over and gives it back as it was")
    func lifecycle() async throws {
        let terminal = try TestTerminal()
        let before = terminal.modes()
        let session = try open(terminal)
        #expect(session.isUnicode)
        #expect(session.colourCount == 256)
        #expect(session.notice == nil)
        #expect(session.size == TerminalSize(columns: 40, rows: 10))
        session.present([CellRun(row: 2, column: 3, text: "▲ hello 日本 e\u{301}", appearance: .plain)])
        #expect(await comesTrue { screen(terminal).text[2] == "   ▲ hello 日本 e\u{301}" })
        #expect(screen(terminal).isAlternate)
        #expect(!screen(terminal).isCursorShown)
        #expect(terminal.modes() != before)
        #expect(throws: TerminalError.alreadyOpen) { try open(terminal) }
        session.close()
        session.close()
        #expect(terminal.modes() == before)
        #expect(await comesTrue { !screen(terminal).isAlternate && screen(terminal).isCursorShown })
        #expect(terminal.text.contains("\u{1B}[?2004l"))
        #expect(screen(terminal).unknown == [])
        var rest: [TerminalEvent] = []
        for await event in session.events { rest.append(event) }
        #expect(rest == [])
    }

    @Test("Whatever frames come, the screen shows the last one")
    func frames() async throws {
        let terminal = try TestTerminal()
        let session = try open(terminal)
        defer { session.close() }
        var generator = SplitMix(state: 42)
        var wanted = ScreenGrid(size: session.size)
        var cells = Array(repeating: Array(repeating: " ", count: 40), count: 10)
        let alphabet = ["a", "b", " ", "─", "⣿", "日", "▲", "9"]
        for frame in 0..<300 {
            var runs: [CellRun] = []
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let row = Int.random(in: 0..<10, using: &generator)
                // A whole row each time, as wide characters otherwise depend on what they cover.
                var text = ""
                var columns = 0
                while columns < 40 {
                    let next = columns == 39 ? "x" : alphabet.randomElement(using: &generator) ?? " "
                    text += next
                    columns += next == "日" ? 2 : 1
                }
                let index = Int.random(in: 16..<40, using: &generator)
                let look = CellAppearance(foreground: .index(index), bold: index % 2 == 0)
                runs.append(CellRun(row: row, column: 0, text: text, appearance: look))
                cells[row] = [text]
            }
            for run in runs { wanted.write(run) }
            session.present(runs, fullRedraw: frame % 97 == 96)
            if frame % 10 == 0 { try await Task.sleep(for: .milliseconds(1)) }
        }
        let expected = cells.map { row in
            var line = row.joined()
            while line.last == " " { line.removeLast() }
            return line
        }
        _ = await comesTrue { screen(terminal).text == expected }
        #expect(screen(terminal).text == expected)
        #expect(screen(terminal).unknown == [])
    }

    @Test("A ticking clock costs a few bytes, and nothing costs none")
    func bytes() async throws {
        let terminal = try TestTerminal(columns: 120, rows: 36)
        let session = try open(terminal)
        defer { session.close() }
        let look = CellAppearance(foreground: .rgb(0xF2, 0xF2, 0xF5), bold: true)
        func tick(_ time: String) async -> Int {
            let before = terminal.bytes.count
            session.present([CellRun(row: 0, column: 26, text: time, appearance: look)])
            _ = await comesTrue { screen(terminal, columns: 120, rows: 36).text[0].contains(time) }
            return terminal.bytes.count - before
        }
        _ = await tick("14:02:31Z")
        let one = await tick("14:02:32Z")
        let five = await tick("15:00:00Z")
        print("one cell: \(one) bytes; a whole clock: \(five) bytes")
        #expect(one <= 40)
        #expect(five <= 60)
        let before = terminal.bytes.count
        session.present([CellRun(row: 0, column: 26, text: "15:00:00Z", appearance: look)])
        session.present([])
        // What would be wrongly written stands before the next change.
        let after = await tick("15:00:01Z")
        #expect(terminal.bytes.count - before == after)
        #expect(after <= 40)
    }

    @Test("Keys and pastes arrive")
    func keys() async throws {
        let terminal = try TestTerminal()
        let session = try open(terminal)
        defer { session.close() }
        var events = session.events.makeAsyncIterator()
        terminal.type("q")
        #expect(await events.next() == .key(.character("q")))
        terminal.type("\u{1B}[A\u{1B}OB\u{3}\u{1A}")
        for wanted: Key in [.up, .down, .control("c"), .control("z")] { #expect(await events.next() == .key(wanted)) }
        terminal.type("\u{1B}")
        #expect(await events.next() == .key(.escape))
        terminal.type("\u{1B}[200~rm -rf\r\u{1B}[201~")
        #expect(await events.next() == .paste("rm -rf\n"))
    }

    @Test("The window's size is followed")
    func resize() async throws {
        let terminal = try TestTerminal()
        let session = try open(terminal)
        defer { session.close() }
        session.present([CellRun(row: 9, column: 0, text: "bottom")])
        terminal.resize(columns: 60, rows: 20)
        kill(getpid(), SIGWINCH)
        var events = session.events.makeAsyncIterator()
        #expect(await events.next() == .resize(TerminalSize(columns: 60, rows: 20)))
        #expect(session.size == TerminalSize(columns: 60, rows: 20))
        session.present([CellRun(row: 19, column: 55, text: "corner")])
        #expect(await comesTrue { screen(terminal, columns: 60, rows: 20).text[19].hasSuffix("corne") })
        terminal.resize(columns: 0, rows: 0)
        kill(getpid(), SIGWINCH)
        #expect(await events.next() == .resize(TerminalSize(columns: 80, rows: 24)))
    }

    @Test("After a stop the screen is painted again")
    func resume() async throws {
        let terminal = try TestTerminal()
        let session = try open(terminal)
        defer { session.close() }
        session.present([CellRun(row: 1, column: 0, text: "still here")])
        #expect(await comesTrue { terminal.text.contains("still here") })
        let before = terminal.bytes.count
        kill(getpid(), SIGCONT)
        var events = session.events.makeAsyncIterator()
        #expect(await events.next() == .resumed)
        #expect(
            await comesTrue { String(decoding: terminal.bytes[before...], as: UTF8.self).contains("still here") })
    }

    @Test("A cursor is shown where it is asked for")
    func cursor() async throws {
        let terminal = try TestTerminal()
        let session = try open(terminal)
        defer { session.close() }
        session.present([CellRun(row: 4, column: 0, text: "name:")], cursor: TerminalPoint(column: 6, row: 4))
        #expect(
            await comesTrue {
                let screen = screen(terminal)
                return screen.isCursorShown && screen.row == 4 && screen.column == 6
            })
        session.present([], cursor: nil)
        #expect(await comesTrue { !screen(terminal).isCursorShown })
    }

    @Test("A terminal that goes away is told once, and closing does not hang")
    func gone() async throws {
        let side: Int32
        let session: TerminalSession
        do {
            let terminal = try TestTerminal()
            // The copy keeps the descriptor valid while the terminal's other side closes.
            side = dup(terminal.side)
            session = try TerminalSession.open(
                TerminalEnvironment(
                    inputDescriptor: side, outputDescriptor: side, terminalName: "xterm", localeName: "C.UTF-8"))
        }
        defer { Glibc.close(side) }
        var events: [TerminalEvent] = []
        for await event in session.events { events.append(event) }
        #expect(events == [.gone(reason: "the terminal hung up")])
        session.present([CellRun(row: 0, column: 0, text: "nobody reads this")])
        session.close()
    }

    @Test("A stalled terminal holds nobody up, and is restored")
    func stalled() async throws {
        let terminal = try TestTerminal(columns: 200, rows: 50)
        let before = terminal.modes()
        let session = try open(terminal)
        terminal.paused = true
        for frame in 0..<50 {
            let runs = (0..<50).map { row in
                CellRun(
                    row: row, column: 0,
                    text: String((0..<200).map { ["#", "=", "+"][($0 * 7 + frame * row) % 3] }.joined()))
            }
            session.present(runs)
        }
        session.close()
        #expect(terminal.modes() == before)
        terminal.paused = false
        #expect(await comesTrue { terminal.text.contains("\u{1B}[?1049l") })
        try open(try TestTerminal()).close()
    }

    @Test("Terminals that cannot show a dashboard are refused with the reason")
    func refused() throws {
        let terminal = try TestTerminal()
        let before = terminal.modes()
        #expect(throws: TerminalError.unusable(reason: "it cannot move its cursor (TERM=dumb)")) {
            try open(terminal, term: "dumb")
        }
        #expect(throws: TerminalError.unusable(reason: "TERM is not the name of a terminal")) {
            try open(terminal, term: "../../etc/passwd")
        }
        let pipe = Pipe()
        let environment = TerminalEnvironment(
            inputDescriptor: pipe.read, outputDescriptor: terminal.side, terminalName: "xterm")
        #expect(throws: TerminalError.unusable(reason: "standard input is not a terminal")) {
            try TerminalSession.open(environment)
        }
        #expect(!TerminalProbe.isUsable(environment))
        #expect(terminal.modes() == before)
        #expect(terminal.bytes == [])
        // Nothing is left behind that would keep the next session out.
        try open(terminal).close()
    }

    @Test(
        "A terminal that this machine does not know is taken for the nearest one",
        arguments: [("xterm-nonesuch", 256, true), (nil, 0, false)] as [(String?, Int, Bool)])
    func unknown(term: String?, colours: Int, isUnicode: Bool) throws {
        let terminal = try TestTerminal()
        let session = try open(terminal, term: term)
        defer { session.close() }
        #expect(session.notice?.contains("using") == true)
        #expect(session.colourCount == colours)
        #expect(session.isUnicode == isUnicode)
    }

    @Test("Without a UTF-8 locale only ASCII reaches the terminal")
    func ascii() async throws {
        let terminal = try TestTerminal()
        let session = try open(terminal, locale: "C")
        #expect(!session.isUnicode)
        session.present([CellRun(row: 0, column: 0, text: "▲ 日本 é end")])
        #expect(await comesTrue { screen(terminal).text[0] == "? ???? ? end" })
        session.close()
        #expect(terminal.bytes.allSatisfy { $0 < 128 })
    }

    @Test("Hostile text cannot speak to the terminal")
    func hostile() async throws {
        let terminal = try TestTerminal()
        let session = try open(terminal)
        defer { session.close() }
        session.present([CellRun(row: 0, column: 0, text: "\u{1B}]0;x\u{7}\u{9B}2J\u{202E}\u{200D}ok")])
        #expect(await comesTrue { screen(terminal).text[0] == "?]0;x??2J??ok" })
    }
}

/// Two descriptors that are no terminal.
private final class Pipe {
    let read: Int32
    private let write: Int32

    init() {
        var ends: [Int32] = [0, 0]
        pipe(&ends)
        (read, write) = (ends[0], ends[1])
    }

    deinit {
        close(read)
        close(write)
    }
}
