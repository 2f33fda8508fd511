/// What must be written so that a screen that shows one canvas shows another.
enum CanvasDiff {
    /// The changed pieces, row by row and from left to right; none where nothing changed. Without an old canvas, or with
    /// one of another size, everything counts as changed.
    static func runs(from old: Canvas?, to new: Canvas) -> [Run] {
        let base = old.flatMap { $0.size == new.size ? $0 : nil }
        var runs: [Run] = []
        for row in 0..<new.size.rows {
            let start = row * new.size.columns
            let range = start..<(start + new.size.columns)
            if let base, base.cells[range] == new.cells[range] { continue }
            append(row, base?.cells[range], new.cells[range], to: &runs)
        }
        return runs
    }

    private static func append(
        _ row: Int, _ old: ArraySlice<Cell>?, _ new: ArraySlice<Cell>, to runs: inout [Run]
    ) {
        var open: Run?
        for index in new.indices {
            let cell = new[index]
            // The right half of a wide character follows its left half, changed or not.
            if cell.isContinuation { continue }
            if isChanged(index, old, new) {
                if open?.style == cell.style {
                    open?.text += cell.text
                } else {
                    if let open { runs.append(open) }
                    open = Run(row: row, column: index - new.startIndex, text: cell.text, style: cell.style)
                }
            } else {
                if let run = open { runs.append(run) }
                open = nil
            }
        }
        if let open { runs.append(open) }
    }

    private static func isChanged(_ index: Int, _ old: ArraySlice<Cell>?, _ new: ArraySlice<Cell>) -> Bool {
        guard let old else { return true }
        if old[index] != new[index] { return true }
        let next = index + 1
        return next < new.endIndex && new[next].isContinuation && old[next] != new[next]
    }
}
