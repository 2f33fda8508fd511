/// A question over the panes.
enum ConfirmationPane {
    static func draw(_ confirmation: Confirmation, _ state: DashboardState, on canvas: inout Canvas) {
        let width = 60
        var lines: [Pieces] = TextWrap.lines(confirmation.question, width: width).map { [($0, .strong)] }
        if !confirmation.consequence.isEmpty {
            lines += TextWrap.lines(confirmation.consequence, width: width).map { [($0, .attention)] }
        }
        lines.append([])
        lines.append([
            ("y", Style(.hand, bold: true)), (" yes   ", .label), ("esc", Style(.hand, bold: true)),
            (" leave it", .label),
        ])
        let frame = state.size.rect.inset(top: 1, bottom: 2).centred(columns: width + 6, rows: lines.count + 2)
        canvas.fill(frame)
        canvas.frame(frame, title: "Sure?", focused: true)
        let inner = frame.inset(columns: 2, rows: 1)
        for (row, line) in lines.prefix(inner.rows).enumerated() {
            canvas.put(line, inner.column, inner.row + row, width: inner.columns)
        }
    }
}
