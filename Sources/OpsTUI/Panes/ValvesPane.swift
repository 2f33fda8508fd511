import OpsCore

/// The valves: name, state in words, position, pressure, age. A stale row fades, says its age, and refuses commands.
enum ValvesPane {
    static func draw(_ rect: Rect, _ state: DashboardState, compact: Bool, on canvas: inout Canvas) {
        let valves = state.visibleValves
        let inner = PaneFrame.draw(.valves, rect, state, badge: badge(valves, state), compact: compact, on: &canvas)
        guard !inner.isEmpty else { return }
        guard !valves.isEmpty else {
            let text = state.snapshot == nil ? "" : state.filters[.valves] == nil ? "no valves" : "none matches"
            canvas.put(text, inner.column, inner.row, .label, width: inner.columns)
            return
        }
        let selected = state.selectedID(in: .valves)
        let columns = ValveColumns(valves, width: inner.columns)
        let list = RowList(
            total: valves.count, room: inner.rows, selected: valves.firstIndex { $0.id == selected })
        for (line, position) in list.range.enumerated() {
            let valve = valves[position]
            let bar = valve.id == selected && state.focus == .valves
            drawRow(valve, inner.line(line), columns, state, bar, &canvas)
        }
        list.drawMarks(total: valves.count, in: inner, on: &canvas)
    }

    private static func badge(_ valves: [ValveView], _ state: DashboardState) -> (String, Style) {
        guard state.snapshot != nil else { return ("", .label) }
        let stale = valves.count(where: \.isStale)
        let abnormal = valves.count { $0.isAbnormal && !$0.isStale }
        let moving = valves.count { $0.status.state == .opening || $0.status.state == .closing }
        let rest = valves.count - stale - abnormal
        var parts = ["\(rest) \(state.isBrokerDown ? "last known" : "good")"]
        if state.isBrokerDown { parts = ["mqtt down"] + (rest > 0 ? parts : []) }
        if abnormal > 0 { parts.append("\(abnormal) abnormal") }
        if moving > 0 { parts.append("\(moving) moving") }
        if stale > 0 { parts.append("\(stale) stale") }
        if !state.telemetry.isLive, !state.isBrokerDown { parts.append("via server") }
        let isCalm = stale + abnormal == 0 && !state.isBrokerDown
        return (parts.joined(separator: "  "), isCalm ? .label : Style(.attention))
    }

    private static func drawRow(
        _ valve: ValveView, _ line: Rect, _ columns: ValveColumns, _ state: DashboardState, _ bar: Bool,
        _ canvas: inout Canvas
    ) {
        let status = valve.status
        let stale = valve.isStale
        var pen = RowPen(line) { Style(stale ? .faint : $0.tone, bold: $0.bold && !stale, selected: bar, dim: stale) }
        if bar { canvas.fill(line.inset(left: -1, right: -1), Style(.plain, selected: true)) }
        let moving = !stale && valve.isInHand
        let hand = Style(.hand, bold: true)
        pen.left(mark(valve, canvas.glyphs), 2, moving ? hand : .attention, on: &canvas)
        pen.left(status.id, columns.id, moving || bar ? .strong : .plain, on: &canvas)
        pen.gap()
        if columns.name > 0 {
            pen.left(status.name, columns.name, .label, on: &canvas)
            pen.gap()
        }
        pen.left(Words.valve(status.state), columns.state, moving ? hand : stateStyle(status), on: &canvas)
        pen.gap()
        if columns.bar > 0 {
            // Rounded as the number beside it is: a bar must not contradict "0%".
            let fraction = (status.positionPercent ?? 0).rounded() / 100
            let full = Style(moving ? .hand : stale ? .faint : .graph, selected: bar, dim: stale)
            canvas.bar(
                fraction, pen.column, line.row, columns: columns.bar, full: full,
                empty: Style(.faint, selected: bar, dim: stale))
            pen.gap(columns.bar + 1)
        }
        pen.right(Quantity.percent(status.positionPercent), 5, .plain, on: &canvas)
        if columns.pressure > 0 { pen.right(Quantity.bar(status.pressureBar), columns.pressure, .plain, on: &canvas) }
        pen.gap(2)
        drawEnd(valve, state, pen, bar, &canvas)
    }

    /// The row's last words: what is wrong with it, else its age.
    private static func drawEnd(
        _ valve: ValveView, _ state: DashboardState, _ pen: RowPen, _ bar: Bool, _ canvas: inout Canvas
    ) {
        let attention = Style(.attention, selected: bar)
        let text: String
        var style = Style(.faint, selected: bar)
        if valve.isStale {
            let age = valve.ageSeconds.map { Quantity.duration($0) + " " } ?? ""
            text = valve.status.online == false ? "\(age)OFFLINE" : valve.ageSeconds == nil ? "NEVER" : "\(age)STALE"
            style = attention
        } else if let hold = valve.status.hold {
            let left = max(0, hold.until.seconds(since: state.serverNow))
            (text, style) = ("held \(Quantity.duration(left))", Style(.hand, bold: true, selected: bar))
        } else if let finding = valve.status.findings.first {
            (text, style) = (finding, attention)
        } else if valve.status.quality != .good {
            (text, style) = (valve.status.quality.rawValue, attention)
        } else if valve.status.mode == .local {
            (text, style) = ("local", attention)
        } else if let interlock = valve.status.interlocks.first {
            (text, style) = (interlock, attention)
        } else if !valve.status.configured {
            text = "discovered"
        } else if state.isBrokerDown {
            // Nothing newer can come: the age in full, before it has grown stale.
            (text, style) = (Quantity.duration(valve.ageSeconds) + " old", attention)
        } else {
            text = Quantity.valveAge(valve.ageSeconds)
        }
        if pen.rest > 0 { canvas.put(text, pen.column, pen.row, style, width: pen.rest) }
    }

    private static func mark(_ valve: ValveView, _ glyphs: GlyphSet) -> String {
        if valve.isInHand, !valve.isStale { return glyphs.moving }
        return valve.isAbnormal && !valve.isStale ? glyphs.attention : ""
    }

    private static func stateStyle(_ status: ValveStatus) -> Style {
        status.state == .unknown ? .attention : .plain
    }
}
