/// Writes one row of a pane column by column, so that columns of all rows stand under each other. Words go left,
/// numbers right; what does not fit its column ends in an ellipsis, and what lies beyond the row is not drawn.
struct RowPen {
    let row: Int
    let endColumn: Int
    private(set) var column: Int
    /// Changes every style of the row: the selection bar, staleness.
    let restyle: (Style) -> Style

    init(_ rect: Rect, restyle: @escaping (Style) -> Style = { $0 }) {
        row = rect.row
        column = rect.column
        endColumn = rect.endColumn
        self.restyle = restyle
    }

    mutating func left(_ text: String, _ width: Int, _ style: Style, on canvas: inout Canvas) {
        let room = min(width, endColumn - column)
        if room > 0 { canvas.put(text, column, row, restyle(style), width: room) }
        column += width
    }

    mutating func right(_ text: String, _ width: Int, _ style: Style, on canvas: inout Canvas) {
        let room = min(width, endColumn - column)
        if room > 0 {
            let used = min(canvas.columns(of: text), room)
            canvas.put(text, column + room - used, row, restyle(style), width: used)
        }
        column += width
    }

    mutating func gap(_ width: Int = 1) { column += width }

    /// The cells left in the row.
    var rest: Int { max(0, endColumn - column) }
}
