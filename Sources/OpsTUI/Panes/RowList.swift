/// Which rows of a list are on the screen: the selected one always is.
struct RowList {
    let first: Int
    let count: Int

    init(total: Int, room: Int, selected: Int?) {
        let count = max(0, min(total, room))
        let wanted = (selected ?? 0) - count + 1
        self.first = min(max(0, wanted), max(0, total - count))
        self.count = count
    }

    var range: Range<Int> { first..<(first + count) }

    /// Marks at the pane's right edge where the list goes on above or below.
    func drawMarks(total: Int, in rect: Rect, on canvas: inout Canvas) {
        guard count > 0, rect.columns > 4 else { return }
        let column = rect.endColumn - 1
        if first > 0 { canvas.put(canvas.glyphs.moreAbove, column, rect.row, .label) }
        if first + count < total {
            canvas.put(canvas.glyphs.moreBelow, column, rect.row + count - 1, .label)
        }
    }
}
