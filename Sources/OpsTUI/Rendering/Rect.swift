/// A rectangle of cells. Its extent is never negative; its place may lie outside the canvas, where drawing is clipped.
struct Rect: Hashable, Sendable {
    var column: Int
    var row: Int
    var columns: Int
    var rows: Int

    init(column: Int, row: Int, columns: Int, rows: Int) {
        self.column = column
        self.row = row
        self.columns = max(0, columns)
        self.rows = max(0, rows)
    }

    /// One past the last column.
    var endColumn: Int { column + columns }
    /// One past the last row.
    var endRow: Int { row + rows }
    var isEmpty: Bool { columns == 0 || rows == 0 }
    var size: Size { Size(columns: columns, rows: rows) }
    var origin: Point { Point(column: column, row: row) }

    /// The rectangle without `columns` cells on the left and right and `rows` cells at the top and bottom.
    func inset(columns dx: Int = 1, rows dy: Int = 1) -> Rect {
        Rect(column: column + dx, row: row + dy, columns: columns - 2 * dx, rows: rows - 2 * dy)
    }

    /// The rectangle without the given cells on each side.
    func inset(left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0) -> Rect {
        Rect(column: column + left, row: row + top, columns: columns - left - right, rows: rows - top - bottom)
    }

    /// One line of the rectangle, counted from its top; empty when there is no such line.
    func line(_ index: Int) -> Rect {
        let exists = index >= 0 && index < rows
        return Rect(column: column, row: row + index, columns: columns, rows: exists ? 1 : 0)
    }

    /// A rectangle of the given size in the middle of this one, never larger than it.
    func centred(columns wantedColumns: Int, rows wantedRows: Int) -> Rect {
        let width = min(max(0, wantedColumns), columns)
        let height = min(max(0, wantedRows), rows)
        return Rect(
            column: column + (columns - width) / 2, row: row + (rows - height) / 2, columns: width, rows: height)
    }

    /// The part that both rectangles cover.
    func intersection(_ other: Rect) -> Rect {
        let left = max(column, other.column)
        let top = max(row, other.row)
        return Rect(
            column: left, row: top, columns: min(endColumn, other.endColumn) - left,
            rows: min(endRow, other.endRow) - top)
    }

    func contains(_ point: Point) -> Bool {
        point.column >= column && point.column < endColumn && point.row >= row && point.row < endRow
    }
}
