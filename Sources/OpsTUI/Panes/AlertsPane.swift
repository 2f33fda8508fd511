import OpsCore

/// The alerts that ask for something: shape, name, the reading against its limit, age.
enum AlertsPane {
    static func draw(_ rect: Rect, _ state: DashboardState, compact: Bool, on canvas: inout Canvas) {
        let alerts = state.visibleAlerts
        let inner = PaneFrame.draw(.alerts, rect, state, badge: badge(alerts, state), compact: compact, on: &canvas)
        guard !inner.isEmpty else { return }
        if alerts.isEmpty, state.filters[.alerts] != nil {
            canvas.put("none matches", inner.column, inner.row, .label, width: inner.columns)
        }
        let selected = state.selectedID(in: .alerts)
        let list = RowList(total: alerts.count, room: inner.rows, selected: alerts.firstIndex { $0.id == selected })
        // A blank more between name and reading where all of both fit.
        let name = alerts.map(\.name.count).max() ?? 0
        let reading = alerts.map { $0.reading?.count ?? 0 }.max() ?? 0
        let names = min(name + (inner.columns - 10 - name - reading >= 1 ? 1 : 0), 24)
        for (line, position) in list.range.enumerated() {
            let alert = alerts[position]
            drawRow(alert, inner.line(line), names, state, alert.id == selected && state.focus == .alerts, &canvas)
        }
        list.drawMarks(total: alerts.count, in: inner, on: &canvas)
    }

    private static func badge(_ alerts: [AlertStatus], _ state: DashboardState) -> (String, Style) {
        guard state.snapshot != nil else { return ("", .label) }
        let active = alerts.filter(\.state.isActive)
        guard !active.isEmpty else { return ("none active", .label) }
        let critical = active.contains { $0.severity == .critical }
        return ("\(active.count) active", Style(critical ? .alarm : .attention, bold: true))
    }

    private static func drawRow(
        _ alert: AlertStatus, _ line: Rect, _ names: Int, _ state: DashboardState, _ bar: Bool,
        _ canvas: inout Canvas
    ) {
        let stale = !state.isStreamFresh
        let tone: Tone =
            switch (alert.state, alert.severity) {
            case (.active, .critical), (.acknowledged, .critical): .alarm
            case (.active, .warning), (.acknowledged, .warning): .attention
            default: .label
            }
        var pen = RowPen(line) { Style($0.tone, bold: $0.bold, selected: bar, dim: stale) }
        if bar { canvas.fill(line.inset(left: -1, right: -1), Style(.plain, selected: true)) }
        let glyphs = canvas.glyphs
        pen.left(
            tone == .alarm ? glyphs.alarm : tone == .attention ? glyphs.attention : glyphs.calm, 2, Style(tone),
            on: &canvas)
        // The reading says more than the age where there is no room for both.
        let hasAge = line.columns >= 34
        let room = line.columns - 3 - (hasAge ? 7 : 0)
        pen.left(alert.name, min(names, max(6, room - 12)), .plain, on: &canvas)
        pen.gap()
        let reading = pen.rest - (hasAge ? 7 : 0)
        pen.left(words(alert, room: reading), reading, Style(tone), on: &canvas)
        guard hasAge else { return }
        pen.gap()
        let age = Quantity.calmDuration(state.serverNow.seconds(since: alert.since))
        pen.right(age, min(5, pen.rest), .label, on: &canvas)
        if alert.state == .acknowledged, pen.rest > 0 { pen.left(glyphs.done, 1, .label, on: &canvas) }
    }

    /// The reading against its limit; the value alone where that does not fit: a number that is cut is a wrong number.
    private static func words(_ alert: AlertStatus, room: Int) -> String {
        guard alert.state.isActive else { return Words.alert(alert.state) }
        guard let reading = alert.reading else { return alert.summary }
        guard reading.count > room, let end = reading.firstIndex(where: { "<>=!".contains($0) }) else { return reading }
        let value = reading[..<end].reversed().drop { $0 == " " }
        return value.isEmpty ? reading : String(value.reversed())
    }
}
