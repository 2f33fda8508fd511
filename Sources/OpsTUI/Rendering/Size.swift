/// The extent of a screen or a canvas, in character cells.
struct Size: Hashable, Sendable {
    var columns: Int
    var rows: Int

    init(columns: Int, rows: Int) {
        self.columns = max(0, columns)
        self.rows = max(0, rows)
    }

    /// The whole of it, as a rectangle at the origin.
    var rect: Rect { Rect(column: 0, row: 0, columns: columns, rows: rows) }
}
