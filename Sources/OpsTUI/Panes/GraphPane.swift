import OpsCore

/// One of the four signals: its value now, its history as a graph, its limit and a time axis.
enum GraphPane {
    static func draw(_ pane: PaneID, _ rect: Rect, _ state: DashboardState, on canvas: inout Canvas) {
        let signal = Signal(pane, state, isNarrow: rect.columns < 26)
        let inner = PaneFrame.draw(
            pane, rect, state, badge: (signal.badge(canvas.glyphs), signal.style), compact: false, on: &canvas)
        guard let metrics = state.snapshot?.metrics, !inner.isEmpty else { return }
        let hasAxis = inner.rows >= 5
        let graph = inner.inset(bottom: hasAxis ? 1 : 0)
        let series = GraphSeries(metrics, columns: graph.columns, pane: pane, perCell: canvas.glyphs.isASCII ? 1 : 2)
        let ceiling = signal.ceiling(of: series.values)
        BrailleGraph.draw(
            into: &canvas, graph, values: series.values, max: ceiling, limit: signal.line(below: ceiling),
            alarm: signal.alarm, dim: signal.isStale)
        if hasAxis { drawAxis(inner.line(inner.rows - 1), series, state, pane, on: &canvas) }
    }

    private static func drawAxis(
        _ line: Rect, _ series: GraphSeries, _ state: DashboardState, _ pane: PaneID, on canvas: inout Canvas
    ) {
        let start = canvas.glyphs.minus + Quantity.window(series.spanSeconds)
        let used = canvas.put(start, line.column, line.row, .faint)
        canvas.putRight("now", endColumn: line.endColumn, row: line.row, style: .faint)
        guard pane == .errorRatio || pane == .latency, let incident = state.visibleIncidents.first else { return }
        let ago = state.serverNow.seconds(since: incident.openedAt)
        guard ago >= 0, series.spanSeconds > 0, ago < series.spanSeconds else { return }
        let column = line.endColumn - 1 - Int(ago / series.spanSeconds * Double(line.columns))
        guard column > line.column + used, column < line.endColumn - 4 else { return }
        canvas.put(canvas.glyphs.alarm, column, line.row, .alarm)
    }
}
