import Testing

@testable import OpsTerminal

@Suite("What the screen ought to show")
struct ScreenGridTests {
    private func patches(_ grid: inout ScreenGrid) -> [String] {
        grid.takePatches().map { "\($0.row),\($0.column):" + $0.cells.map(\.text).joined(separator: "|") }
    }

    @Test("Only what differs is due, and only once")
    func differences() {
        var grid = ScreenGrid(size: TerminalSize(columns: 20, rows: 3))
        grid.write(CellRun(row: 1, column: 2, text: "12:00"))
        #expect(patches(&grid) == ["1,2:1|2|:|0|0"])
        grid.write(CellRun(row: 1, column: 2, text: "12:01"))
        #expect(patches(&grid) == ["1,6:1"])
        grid.write(CellRun(row: 1, column: 2, text: "12:01"))
        #expect(!grid.isDirty)
    }

    @Test(
        "Runs are clipped",
        arguments: [
            (CellRun(row: -1, column: 0, text: "x"), [String]()), (CellRun(row: 2, column: 0, text: "x"), []),
            (CellRun(row: 0, column: -2, text: "abc"), ["0,0:c"]),
            (CellRun(row: 0, column: 4, text: "abc"), ["0,4:a|b"]),
            (CellRun(row: 0, column: 4, text: "a日"), ["0,4:a"]), (CellRun(row: 0, column: -1, text: "日b"), ["0,1:b"]),
            (CellRun(row: 0, column: 3, text: "日b"), ["0,3:日||b"]), (CellRun(row: 0, column: 0, text: "\u{301}"), []),
            (CellRun(row: 0, column: 0, text: "e\u{301}\u{301}\u{301}\u{301}"), ["0,0:e\u{301}\u{301}\u{301}"]),
            (CellRun(row: 0, column: 0, text: "\u{1B}[2J"), ["0,0:?|[|2|J"]),
        ])
    func clipping(run: CellRun, wanted: [String]) {
        var grid = ScreenGrid(size: TerminalSize(columns: 6, rows: 2))
        grid.write(run)
        #expect(patches(&grid) == wanted)
    }

    @Test("A change inside a wide character takes the whole of it along")
    func wide() {
        var grid = ScreenGrid(size: TerminalSize(columns: 6, rows: 1))
        grid.write(CellRun(row: 0, column: 0, text: "日本"))
        _ = grid.takePatches()
        grid.write(CellRun(row: 0, column: 0, text: "日a "))
        #expect(patches(&grid) == ["0,2:a| "])
    }

    @Test("Sizes are bounded whatever a terminal claims")
    func bounds() {
        let size = TerminalSize(columns: 65_535, rows: 65_535)
        #expect(size.columns == 1000 && size.rows == 500)
        #expect(TerminalSize(columns: 0, rows: -3) == TerminalSize(columns: 1, rows: 1))
    }
}
