import OpsTerminal

extension Canvas {
    /// Writes text from a cell on, to the right.
    ///
    /// - Parameters:
    ///   - width: cells it may use at most; without it, up to the edge. Text that does not fit ends in an ellipsis, so
    ///     that half a number is never read as a whole one.
    /// - Returns: the cells used, also those that lie left of the canvas.
    @discardableResult
    mutating func put(_ text: String, _ column: Int, _ row: Int, _ style: Style, width: Int? = nil) -> Int {
        let room = min(width ?? Int.max, size.columns - column)
        guard room > 0 else { return 0 }
        let (pieces, used) = CellText.pieces(of: text, room: room, glyphs: glyphs)
        var place = column
        for piece in pieces {
            set(piece.text, wide: piece.columns == 2, column: place, row: row, style: style)
            place += piece.columns
        }
        return used
    }

    /// Writes text so that its last cell is the one before `endColumn`.
    ///
    /// - Parameter width: cells it may use at most.
    /// - Returns: the cells used.
    @discardableResult
    mutating func putRight(
        _ text: String, endColumn: Int, row: Int, style: Style, width: Int? = nil
    ) -> Int {
        let room = min(width ?? Int.max, max(0, endColumn))
        guard room > 0 else { return 0 }
        let used = min(columns(of: text), room)
        return put(text, endColumn - used, row, style, width: used)
    }

    /// Writes pieces of differing style one after the other within `width` cells.
    ///
    /// - Returns: the cells used.
    @discardableResult
    mutating func put(
        _ pieces: [(text: String, style: Style)], _ column: Int, _ row: Int, width: Int? = nil
    ) -> Int {
        let room = min(width ?? Int.max, size.columns - column)
        var used = 0
        for piece in pieces where used < room {
            used += put(piece.text, column + used, row, piece.style, width: room - used)
        }
        return used
    }

    /// The cells that a text takes on this canvas, counted up to 4,096.
    func columns(of text: String) -> Int {
        CellText.pieces(of: text, room: 4096, glyphs: glyphs).columns
    }
}
