extension Canvas {
    /// Blanks a rectangle.
    mutating func fill(_ rect: Rect, _ style: Style = .plain) {
        let area = rect.intersection(size.rect)
        for row in area.row..<area.endRow {
            for column in area.column..<area.endColumn {
                set(" ", column: column, row: row, style: style)
            }
        }
    }

    /// A line to the right.
    mutating func hline(_ column: Int, _ row: Int, columns: Int, _ style: Style = .faint) {
        let line = Rect(column: column, row: row, columns: columns, rows: 1).intersection(size.rect)
        guard !line.isEmpty else { return }
        for place in line.column..<line.endColumn {
            set(glyphs.horizontal, column: place, row: row, style: style)
        }
    }

    /// A line downwards.
    mutating func vline(_ column: Int, _ row: Int, rows: Int, _ style: Style = .faint) {
        let line = Rect(column: column, row: row, columns: 1, rows: rows).intersection(size.rect)
        guard !line.isEmpty else { return }
        for place in line.row..<line.endRow {
            set(glyphs.vertical, column: column, row: place, style: style)
        }
    }

    /// A pane's frame: title on the left, badge on the right of its upper edge. Draws nothing below 2 × 2 cells.
    ///
    /// The badge goes first where both do not fit: what is abnormal matters more than the pane's name.
    mutating func frame(
        _ rect: Rect, title: String, badge: String? = nil, badgeStyle: Style = .label, focused: Bool = false
    ) {
        guard rect.columns >= 2, rect.rows >= 2 else { return }
        let edge = Style(focused ? .label : .faint)
        drawEdges(rect, edge)
        var end = rect.endColumn - 2
        if let badge, !badge.isEmpty {
            let room = rect.columns - 6
            let used = min(columns(of: badge), max(0, room))
            if used > 0 {
                putRight(" ", endColumn: end + 1, row: rect.row, style: edge)
                putRight(badge, endColumn: end, row: rect.row, style: badgeStyle, width: used)
                putRight(" ", endColumn: end - used, row: rect.row, style: edge)
                // A piece of the edge stays between title and badge.
                end -= used + 2
            }
        }
        let room = end - (rect.column + 3) - 1
        guard room > 0, !title.isEmpty else { return }
        let style = focused ? Style(.strong, bold: true) : Style(.label)
        put(" ", rect.column + 2, rect.row, edge)
        let used = put(title, rect.column + 3, rect.row, style, width: room)
        put(" ", rect.column + 3 + used, rect.row, edge)
    }

    /// A horizontal bar that is filled to `fraction` (0…1) of its length.
    mutating func bar(_ fraction: Double, _ column: Int, _ row: Int, columns: Int, full: Style, empty: Style = .faint) {
        guard columns > 0 else { return }
        let share = fraction.isFinite ? min(1, max(0, fraction)) : 0
        var filled = Int((share * Double(columns)).rounded())
        // A valve that is nearly shut or nearly open must not look as if it were wholly so.
        if share > 0 && filled == 0 { filled = 1 }
        if share < 1 && filled == columns { filled = columns - 1 }
        for index in 0..<min(columns, size.columns) {
            let isFull = index < filled
            set(
                isFull ? glyphs.barFull : glyphs.barEmpty, column: column + index, row: row,
                style: isFull ? full : empty)
        }
    }

    private mutating func drawEdges(_ rect: Rect, _ edge: Style) {
        let bottom = rect.endRow - 1
        let right = rect.endColumn - 1
        hline(rect.column + 1, rect.row, columns: rect.columns - 2, edge)
        hline(rect.column + 1, bottom, columns: rect.columns - 2, edge)
        vline(rect.column, rect.row + 1, rows: rect.rows - 2, edge)
        vline(right, rect.row + 1, rows: rect.rows - 2, edge)
        set(glyphs.topLeft, column: rect.column, row: rect.row, style: edge)
        set(glyphs.topRight, column: right, row: rect.row, style: edge)
        set(glyphs.bottomLeft, column: rect.column, row: bottom, style: edge)
        set(glyphs.bottomRight, column: right, row: bottom, style: edge)
    }
}
