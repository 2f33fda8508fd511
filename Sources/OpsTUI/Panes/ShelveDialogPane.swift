import OpsCore

/// The question how long an alert is put aside.
enum ShelveDialogPane {
    static func draw(_ dialog: ShelveDialog, _ state: DashboardState, on canvas: inout Canvas) {
        let width = 60
        let alert = state.alert(dialog.alertID)
        var lines: [Pieces] = []
        if let alert {
            lines.append([(alert.name, .strong), ("  \(Words.alert(alert.state))", .label)])
            lines += TextWrap.lines(alert.summary, width: width).prefix(2).map { [($0, .label)] }
        } else {
            lines.append([("\(dialog.name) is gone", .attention)])
        }
        if let shelf = alert?.masks?.first(where: { $0.kind == .shelved }), let until = shelf.until {
            lines.append([("shelved until \(Quantity.clock(until))Z by \(shelf.by)", .attention)])
        }
        lines.append([])
        for choice in dialog.choices(for: alert) {
            lines.append([("\(choice.key) ", Style(.hand, bold: true)), (choice.words, .plain)])
        }
        lines.append([])
        lines.append([("It stays in the list and in the count; nobody is called.", .label)])
        let frame = state.size.rect.inset(top: 1, bottom: 2).centred(columns: width + 6, rows: lines.count + 2)
        canvas.fill(frame)
        canvas.frame(frame, title: "Shelve for how long?", focused: true)
        let inner = frame.inset(columns: 2, rows: 1)
        for (row, line) in lines.prefix(inner.rows).enumerated() {
            canvas.put(line, inner.column, inner.row + row, width: inner.columns)
        }
    }
}
