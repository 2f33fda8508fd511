import OpsCore

/// The alerts that ask for something: shape, name, the reading against its limit, age. In a flood one line says so, and
/// a row stands for each group.
enum AlertsPane {
    static func draw(_ rect: Rect, _ state: DashboardState, compact: Bool, on canvas: inout Canvas) {
        let alerts = state.visibleAlerts
        var inner = PaneFrame.draw(
            .alerts, rect, state, badge: badge(alerts, state, compact), compact: compact, on: &canvas)
        guard !inner.isEmpty else { return }
        if !compact { drawLoad(rect, state, on: &canvas) }
        if let flood = state.shownFlood {
            drawFlood(flood, inner.line(0), state, on: &canvas)
            inner = inner.inset(top: 1)
        }
        if let fault = state.snapshot?.server.rulesFault, inner.rows > 1 {
            drawFault(fault, inner.line(0), state, on: &canvas)
            inner = inner.inset(top: 1)
        }
        if alerts.isEmpty, state.filters[.alerts] != nil {
            canvas.put("none matches", inner.column, inner.row, .label, width: inner.columns)
        }
        let selected = state.selectedID(in: .alerts)
        let list = RowList(total: alerts.count, room: inner.rows, selected: alerts.firstIndex { $0.id == selected })
        let groups = state.floodRows
        let names = nameColumns(alerts, groups, inner.columns)
        for (line, position) in list.range.enumerated() {
            let alert = alerts[position]
            let row = Row(alert, groups[alert.id], state)
            drawRow(row, inner.line(line), names, state, alert.id == selected && state.focus == .alerts, &canvas)
        }
        list.drawMarks(total: alerts.count, in: inner, on: &canvas)
    }

    /// The width of the names: all of them, but what is beside them keeps twelve cells where there is that much to say.
    private static func nameColumns(_ alerts: [AlertStatus], _ groups: [String: AlarmGroupRow], _ columns: Int) -> Int {
        let name = alerts.map { groups[$0.id]?.group.name.count ?? $0.title.count }.max() ?? 0
        let reading = alerts.map { $0.reading?.count ?? 0 }.max() ?? 0
        // A blank more between name and reading where all of both fit.
        let wanted = min(name + (columns - 10 - name - reading >= 1 ? 1 : 0), 24)
        let beside = alerts.map { alert in
            alert.state.isActive && groups[alert.id] == nil ? min(12, alert.reading?.count ?? 0) : 12
        }
        return min(wanted, max(6, columns - 3 - (columns >= 34 ? 7 : 0) - (beside.max() ?? 12)))
    }

    private static func badge(_ alerts: [AlertStatus], _ state: DashboardState, _ compact: Bool) -> (String, Style) {
        guard let snapshot = state.snapshot else { return ("", .label) }
        let active = (state.shownFlood == nil ? alerts : snapshot.alerts).filter(\.state.isActive)
        let aside = compact && snapshot.alarms.masked > 0 ? ", \(snapshot.alarms.masked) aside" : ""
        guard !active.isEmpty else { return ("none active" + aside, .label) }
        let critical = active.contains { $0.severity == .critical }
        return ("\(active.count) active" + aside, Style(critical ? .alarm : .attention, bold: true))
    }

    /// The alarm rate and what is put aside, on the frame's lower edge: always there, never in the way.
    private static func drawLoad(_ rect: Rect, _ state: DashboardState, on canvas: inout Canvas) {
        guard let load = state.snapshot?.alarms, rect.columns >= 20,
            let words = AlarmWords.load(load, room: rect.columns - 8, separator: canvas.glyphs.separator)
        else { return }
        canvas.putRight(" \(words) ", endColumn: rect.endColumn - 2, row: rect.endRow - 1, style: .label)
    }

    /// `FLOOD 23 first STUCK since 14:01:20Z`, the time where there is room for it.
    private static func drawFlood(
        _ flood: AlarmFlood, _ line: Rect, _ state: DashboardState, on canvas: inout Canvas
    ) {
        let pieces: Pieces = [
            ("\(canvas.glyphs.alarm) FLOOD \(flood.count)", Style(.alarm, bold: true, dim: !state.isStreamFresh)),
            (" first ", .label), (state.alert(flood.firstOut.id)?.title ?? flood.firstOut.name, .strong),
        ]
        let since = " since \(Quantity.clock(flood.since))Z"
        let used = pieces.reduce(0) { $0 + canvas.columns(of: $1.text) }
        let all = used + since.count <= line.columns ? pieces + [(since, .label)] : pieces
        canvas.put(all, line.column, line.row, width: line.columns)
    }

    /// `△ rules not reloaded rules/plant.yml:12:3: …`: what is watched is not what the files say.
    private static func drawFault(
        _ fault: String, _ line: Rect, _ state: DashboardState, on canvas: inout Canvas
    ) {
        let pieces: Pieces = [
            ("\(canvas.glyphs.attention) rules not reloaded ", Style(.attention, dim: !state.isStreamFresh)),
            (fault, .label),
        ]
        canvas.put(pieces, line.column, line.row, width: line.columns)
    }

    /// What a row says, of one alert or of a group of a flood.
    private struct Row {
        var name: String
        var tone: Tone
        var words: String
        var full: String?
        var age: Double
        var isAcknowledged: Bool
        let isGroup: Bool

        init(_ alert: AlertStatus, _ group: AlarmGroupRow?, _ state: DashboardState) {
            isGroup = group != nil
            if let group {
                name = group.group.name
                tone = group.active == 0 ? .label : group.isCritical ? .alarm : .attention
                words = "\(group.active)/\(group.group.count) \(group.group.firstOut.name)"
                full = "\(group.active)/\(group.group.count) first \(group.group.firstOut.name)"
                age = state.serverNow.seconds(since: group.group.firstOut.at)
                isAcknowledged = false
                return
            }
            name = alert.title
            tone =
                switch (alert.state, alert.severity) {
                case (.active, .critical), (.acknowledged, .critical): .alarm
                case (.active, .warning), (.acknowledged, .warning): .attention
                default: .label
                }
            words = alert.state.isActive ? alert.summary : AlarmWords.mask(alert, at: state.serverNow)
            full = alert.state.isActive ? alert.reading : nil
            age = state.serverNow.seconds(since: alert.since)
            isAcknowledged = alert.state == .acknowledged
        }

        /// The reading against its limit; the value alone where that does not fit: a number that is cut is a wrong one.
        func words(room: Int) -> String {
            guard let reading = full else { return words }
            if isGroup { return reading.count <= room ? reading : words }
            guard reading.count > room, let end = reading.firstIndex(where: { "<>=!".contains($0) }) else {
                return reading
            }
            let value = reading[..<end].reversed().drop { $0 == " " }
            return value.isEmpty ? reading : String(value.reversed())
        }
    }

    private static func drawRow(
        _ row: Row, _ line: Rect, _ names: Int, _ state: DashboardState, _ bar: Bool, _ canvas: inout Canvas
    ) {
        let stale = !state.isStreamFresh
        var pen = RowPen(line) { Style($0.tone, bold: $0.bold, selected: bar, dim: stale) }
        if bar { canvas.fill(line.inset(left: -1, right: -1), Style(.plain, selected: true)) }
        let glyphs = canvas.glyphs
        pen.left(
            row.tone == .alarm ? glyphs.alarm : row.tone == .attention ? glyphs.attention : glyphs.calm, 2,
            Style(row.tone), on: &canvas)
        // The reading says more than the age where there is no room for both.
        let hasAge = line.columns >= 34
        pen.left(row.name, names, .plain, on: &canvas)
        pen.gap()
        let reading = pen.rest - (hasAge ? 7 : 0)
        pen.left(row.words(room: reading), reading, Style(row.tone), on: &canvas)
        guard hasAge else { return }
        pen.gap()
        pen.right(Quantity.calmDuration(row.age), min(5, pen.rest), .label, on: &canvas)
        if row.isAcknowledged, pen.rest > 0 { pen.left(glyphs.done, 1, .label, on: &canvas) }
    }
}
