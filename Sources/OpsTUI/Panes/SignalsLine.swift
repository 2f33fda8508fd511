/// The four signals as numbers, for screens without room for graphs.
enum SignalsLine {
    static func draw(_ rect: Rect, _ state: DashboardState, on canvas: inout Canvas) {
        let labels: [(PaneID, String)] = [
            (.requestRate, "req"), (.errorRatio, "5xx"), (.latency, "p95"), (.queue, "queue"),
        ]
        let width = rect.columns / labels.count
        for (index, (pane, label)) in labels.enumerated() {
            let signal = Signal(pane, state, isNarrow: true)
            canvas.put(
                [("\(label) ", .label), (signal.badge(canvas.glyphs), signal.style)], rect.column + 1 + index * width,
                rect.row, width: width - 1)
        }
    }
}
