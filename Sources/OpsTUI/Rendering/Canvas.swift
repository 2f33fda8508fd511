/// A screen as a value: what every cell holds and what it means. Views draw on it; nothing here touches a terminal.
///
/// Drawing outside is clipped, never an error. Text is made safe on its way in: control, bidirectional and invisible
/// characters cannot reach a cell.
struct Canvas: Hashable, Sendable {
    let size: Size
    let glyphs: GlyphSet
    private(set) var cells: [Cell]

    /// A blank canvas. A size above 1,000 × 500 cells is cut to that, so that no terminal can claim our memory.
    init(size: Size, glyphs: GlyphSet = .unicode) {
        self.size = Size(columns: min(size.columns, 1000), rows: min(size.rows, 500))
        self.glyphs = glyphs
        cells = Array(repeating: .blank, count: self.size.columns * self.size.rows)
    }

    /// The cell at a place; blank outside.
    subscript(column: Int, row: Int) -> Cell {
        guard size.rect.contains(Point(column: column, row: row)) else { return .blank }
        return cells[row * size.columns + column]
    }

    /// Writes one character of one or two cells, and blanks the other half of any wide character that it cuts.
    /// Places outside the canvas are left alone; a wide character that would stick out is a blank.
    mutating func set(_ text: String, wide: Bool = false, column: Int, row: Int, style: Style) {
        guard row >= 0, row < size.rows, column < size.columns else { return }
        let fits = column >= 0 && (!wide || column + 1 < size.columns)
        if wide && fits {
            store(Cell(text: text, style: style), column, row)
            store(Cell(text: "", style: style), column + 1, row, keepingLeft: true)
        } else if fits {
            store(Cell(text: text, style: style), column, row)
        } else {
            if column >= 0 { store(Cell(text: " ", style: style), column, row) }
            if wide && column + 1 >= 0 && column + 1 < size.columns {
                store(Cell(text: " ", style: style), column + 1, row)
            }
        }
    }

    /// Changes the style of every cell in a rectangle, for a selection bar or for a pane gone stale.
    mutating func restyle(_ rect: Rect, _ change: (inout Style) -> Void) {
        let area = rect.intersection(size.rect)
        for row in area.row..<area.endRow {
            for column in area.column..<area.endColumn {
                change(&cells[row * size.columns + column].style)
            }
        }
    }

    /// The rows as plain text, without trailing blanks: for golden tests and for faces without a screen.
    func text() -> [String] {
        (0..<size.rows).map { row in
            var line = ""
            for column in 0..<size.columns { line += cells[row * size.columns + column].text }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    private mutating func store(_ cell: Cell, _ column: Int, _ row: Int, keepingLeft: Bool = false) {
        let index = row * size.columns + column
        if cells[index].isContinuation && !keepingLeft && column > 0 {
            cells[index - 1].text = " "
        }
        if column + 1 < size.columns && cells[index + 1].isContinuation {
            cells[index + 1].text = " "
        }
        cells[index] = cell
    }
}
