/// What the screen ought to show, and which parts of it the terminal has not been told yet. Frames that come faster than
/// the terminal takes them merge here, so a stalled line costs one screen of memory and never more.
struct ScreenGrid: Sendable {
    /// A cell: a base character with its marks, empty for the right half of a wide one.
    struct GridCell: Hashable, Sendable {
        var text: String
        var appearance: UInt16
    }

    /// A changed piece of a row.
    struct Patch: Sendable {
        var row: Int
        var column: Int
        var cells: [GridCell]
    }

    private static let appearanceLimit = 2048
    private static let marksPerCell = 3

    private(set) var size: TerminalSize
    private(set) var appearances: [CellAppearance] = [.plain]
    private var numbers: [CellAppearance: UInt16] = [.plain: 0]
    private var cells: [GridCell]
    private var dirty: [ClosedRange<Int>?]

    init(size: TerminalSize) {
        self.size = size
        cells = Array(repeating: GridCell(text: " ", appearance: 0), count: size.columns * size.rows)
        dirty = Array(repeating: nil, count: size.rows)
    }

    var isDirty: Bool { dirty.contains { $0 != nil } }

    /// A blank screen of another size; nothing is due, for the terminal is blanked with it.
    mutating func resize(to size: TerminalSize) {
        self = ScreenGrid(size: size)
    }

    /// Writes a run; what lies outside is left out.
    mutating func write(_ run: CellRun) {
        guard run.row >= 0, run.row < size.rows else { return }
        let appearance = number(of: run.appearance)
        var column = run.column
        var base: Int?
        var marks = 0
        for scalar in run.text.unicodeScalars {
            guard column < size.columns else { return }
            switch CellWidth.of(scalar) {
            case .mark:
                marks += 1
                guard let base, marks <= Self.marksPerCell else { continue }
                var cell = cells[run.row * size.columns + base]
                cell.text.unicodeScalars.append(scalar)
                set(cell, base, run.row)
                continue
            case .wide where column >= 0 && column + 1 < size.columns:
                set(GridCell(text: String(scalar), appearance: appearance), column, run.row)
                set(GridCell(text: "", appearance: appearance), column + 1, run.row)
                base = column
                column += 2
            case .wide:
                // Half of it would stick out: two blanks, of which one is inside.
                for place in column...(column + 1) where place >= 0 && place < size.columns {
                    set(GridCell(text: " ", appearance: appearance), place, run.row)
                }
                base = nil
                column += 2
            case .narrow, .unsafe:
                let text = CellWidth.of(scalar) == .unsafe ? "?" : String(scalar)
                if column >= 0 { set(GridCell(text: text, appearance: appearance), column, run.row) }
                base = column >= 0 ? column : nil
                column += 1
            }
            marks = 0
        }
    }

    /// The changed pieces since the last call.
    mutating func takePatches() -> [Patch] {
        var patches: [Patch] = []
        for row in 0..<size.rows {
            guard let range = dirty[row] else { continue }
            dirty[row] = nil
            var start = range.lowerBound
            let offset = row * size.columns
            while start > 0 && cells[offset + start].text.isEmpty { start -= 1 }
            var end = range.upperBound
            while end + 1 < size.columns && cells[offset + end + 1].text.isEmpty { end += 1 }
            patches.append(Patch(row: row, column: start, cells: Array(cells[(offset + start)...(offset + end)])))
        }
        return patches
    }

    private mutating func set(_ cell: GridCell, _ column: Int, _ row: Int) {
        let index = row * size.columns + column
        guard cells[index] != cell else { return }
        cells[index] = cell
        let old = dirty[row]
        dirty[row] = min(old?.lowerBound ?? column, column)...max(old?.upperBound ?? column, column)
    }

    private mutating func number(of appearance: CellAppearance) -> UInt16 {
        if let known = numbers[appearance] { return known }
        guard appearances.count < Self.appearanceLimit else { return 0 }
        let number = UInt16(appearances.count)
        appearances.append(appearance)
        numbers[appearance] = number
        return number
    }
}
