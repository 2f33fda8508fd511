import OpsCore

/// Open incidents, why the selected one came to be, and the keys that act on it.
enum IncidentsPane {
    static func draw(_ rect: Rect, _ state: DashboardState, compact: Bool, on canvas: inout Canvas) {
        let incidents = state.visibleIncidents
        let inner = PaneFrame.draw(
            .incidents, rect, state, badge: badge(incidents, state), compact: compact, on: &canvas)
        guard !inner.isEmpty else { return }
        guard !incidents.isEmpty else {
            canvas.put(lastResolved(state), inner.column, inner.row, .label, width: inner.columns)
            return
        }
        let selected = state.selectedID(in: .incidents).flatMap(Int64.init)
        let hasWhy = inner.rows >= 2
        let hasKeys = inner.rows >= 4
        let room = inner.rows - (hasWhy ? 1 : 0) - (hasKeys ? 1 : 0)
        let index = incidents.firstIndex { $0.id == selected }
        let list = RowList(total: incidents.count, room: room, selected: index)
        let hasPlaces = inner.columns >= 66 && incidents.contains { !$0.places.isEmpty }
        for (line, position) in list.range.enumerated() {
            let incident = incidents[position]
            drawRow(incident, inner.line(line), state, hasPlaces: hasPlaces, selected == incident.id, &canvas)
        }
        list.drawMarks(total: incidents.count, in: inner, on: &canvas)
        guard hasWhy, let shown = index.map({ incidents[$0] }) else { return }
        let above = inner.inset(bottom: hasKeys ? 1 : 0)
        drawWhy(shown.why ?? "", above, spare: room - list.count, on: &canvas)
        if hasKeys { canvas.put(keys(shown, state), inner.column, inner.endRow - 1, width: inner.columns) }
    }

    /// The sentence, over two lines where it is long and a row is free.
    private static func drawWhy(_ why: String, _ rect: Rect, spare: Int, on canvas: inout Canvas) {
        guard !why.isEmpty else { return }
        let lines = TextWrap.lines(why, width: rect.columns - 4)
        guard lines.count == 2, spare > 0 else {
            canvas.put([("why ", .label), (why, .plain)], rect.column, rect.endRow - 1, width: rect.columns)
            return
        }
        canvas.put([("why ", .label), (lines[0], .plain)], rect.column, rect.endRow - 2, width: rect.columns)
        canvas.put(lines[1], rect.column + 4, rect.endRow - 1, .plain, width: rect.columns - 4)
    }

    private static func badge(_ incidents: [IncidentStatus], _ state: DashboardState) -> (String, Style) {
        guard state.snapshot != nil else { return ("", .label) }
        guard let worst = incidents.first else { return ("none open", .label) }
        return ("\(incidents.count) open", Style(tone(worst, state), bold: true))
    }

    private static func tone(_ incident: IncidentStatus, _ state: DashboardState) -> Tone {
        guard state.isStreamFresh else { return .label }
        return incident.severity == .sev1 || incident.severity == .sev2 ? .alarm : .attention
    }

    private static func drawRow(
        _ incident: IncidentStatus, _ line: Rect, _ state: DashboardState, hasPlaces: Bool, _ selected: Bool,
        _ canvas: inout Canvas
    ) {
        let bar = selected && state.focus == .incidents
        let stale = !state.isStreamFresh
        let shape = Style(tone(incident, state), bold: selected)
        let isAct = shape.tone == .alarm
        var pen = RowPen(line) { Style($0.tone, bold: $0.bold, selected: bar, dim: stale) }
        if bar { canvas.fill(line.inset(left: -1, right: -1), Style(.plain, selected: true)) }
        pen.left(isAct ? canvas.glyphs.alarm : canvas.glyphs.attention, 2, shape, on: &canvas)
        pen.left("#\(incident.id)", max(4, "#\(incident.id)".count + 1), .strong, on: &canvas)
        pen.left(Words.severity(incident.severity), 5, shape, on: &canvas)
        let fixed = 7 + 10 + (hasPlaces ? 26 : 0)
        let name = selected ? Style.strong : Style.plain
        pen.left(incident.title, max(8, min(28, pen.rest - fixed) - 1), name, on: &canvas)
        pen.gap()
        if hasPlaces {
            pen.left(incident.routes.first ?? incident.valves.first ?? "", 12, .plain, on: &canvas)
            pen.gap()
            pen.left(affected(incident), 12, .plain, on: &canvas)
            pen.gap()
        }
        let age = Quantity.calmDuration(state.serverNow.seconds(since: incident.openedAt))
        pen.right(age, 5, .label, on: &canvas)
        pen.gap(2)
        let unowned = incident.status == .open && incident.owner == nil
        pen.left(
            Words.standing(incident), pen.rest, unowned ? Style(.attention, bold: true) : .label, on: &canvas)
    }

    private static func affected(_ incident: IncidentStatus) -> String {
        let names = incident.tenants.isEmpty ? incident.valves : incident.tenants
        return names.prefix(2).joined(separator: " ") + (names.count > 2 ? " +\(names.count - 2)" : "")
    }

    private static func keys(_ incident: IncidentStatus, _ state: DashboardState) -> Pieces {
        var actions: [DashboardAction] = [.open, .resolve]
        if incident.status == .open { actions.insert(.acknowledge, at: 0) }
        var pieces: Pieces = [("do ", .label)]
        for action in actions where state.settings.isAvailable(action) {
            guard let key = state.settings.keymap.firstKey(for: action), let hint = action.hint else { continue }
            pieces += [(" \(key)", Style(.hand, bold: true)), (" \(hint) ", .label)]
        }
        return pieces
    }

    private static func lastResolved(_ state: DashboardState) -> String {
        let resolved = (state.snapshot?.incidents ?? []).filter { $0.resolvedAt != nil }
        guard let last = resolved.max(by: { ($0.resolvedAt ?? $0.openedAt) < ($1.resolvedAt ?? $1.openedAt) }),
            let end = last.resolvedAt
        else { return state.snapshot == nil ? "waiting for the server" : "none since the server started" }
        let ago = Quantity.calmDuration(state.serverNow.seconds(since: end))
        let took = Quantity.duration(end.seconds(since: last.openedAt))
        let owner = last.owner.map { ", \($0)" } ?? ""
        return "last resolved #\(last.id) \(last.title), \(ago) ago, took \(took)\(owner)"
    }
}

extension IncidentStatus {
    /// Everything that is known to be affected.
    fileprivate var places: [String] { routes + tenants + valves }
}
