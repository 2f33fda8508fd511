/// A pane's frame: a box where there is room, a title line alone on small screens.
enum PaneFrame {
    /// Draws it and answers with the room inside.
    static func draw(
        _ pane: PaneID, _ rect: Rect, _ state: DashboardState, badge: (text: String, style: Style)?,
        compact: Bool, on canvas: inout Canvas
    ) -> Rect {
        let focused = state.focus == pane && PaneID.focusable.contains(pane)
        let title = title(pane, rect.columns, state)
        guard compact else {
            canvas.frame(
                rect, title: title, badge: badge?.text, badgeStyle: badge?.style ?? .label, focused: focused)
            let hasAir = rect.columns >= (PaneID.graphs.contains(pane) ? 26 : 40)
            return rect.inset(columns: hasAir ? 2 : 1, rows: 1)
        }
        canvas.hline(rect.column, rect.row, columns: rect.columns, focused ? .label : .faint)
        canvas.put(" \(title) ", rect.column + 2, rect.row, focused ? .strong : .label)
        if let badge {
            canvas.putRight(" \(badge.text) ", endColumn: rect.endColumn - 2, row: rect.row, style: badge.style)
        }
        return rect.inset(left: 1, top: 1, right: 1)
    }

    private static func title(_ pane: PaneID, _ columns: Int, _ state: DashboardState) -> String {
        if state.isFiltering, state.focus == pane { return "\(pane.title) /\(state.filters[pane] ?? "")_" }
        guard let filter = state.filters[pane] else { return columns < 26 ? pane.shortTitle : pane.title }
        return "\(pane.title) /\(filter)"
    }
}
