import OpsCore

/// The screen as a function of the state: same state, same canvas.
enum DashboardView {
    static func render(_ state: DashboardState, size: Size, glyphs: GlyphSet) -> Canvas {
        var canvas = Canvas(size: size, glyphs: glyphs)
        let facts = Layout.Facts(tenantCount: state.snapshot?.tenants.count ?? 0, focus: state.focus)
        let layout = Layout.compute(size, facts)
        guard layout.kind != .tooSmall else {
            drawTooSmall(size, state, on: &canvas)
            return canvas
        }
        HeaderPane.draw(layout.header, state, on: &canvas)
        let isWhole = layout.kind == .whole
        for (pane, rect) in layout.panes { draw(pane, rect, state, compact: !isWhole, on: &canvas) }
        if let signals = layout.signals { SignalsLine.draw(signals, state, on: &canvas) }
        CommandLine.draw(layout.commandLine, state, on: &canvas)
        KeyHints.draw(layout.keys, state, on: &canvas)
        for overlay in state.overlays.suffix(2) { draw(overlay, state, on: &canvas) }
        return canvas
    }

    private static func draw(
        _ pane: PaneID, _ rect: Rect, _ state: DashboardState, compact: Bool, on canvas: inout Canvas
    ) {
        switch pane {
        case .requestRate, .errorRatio, .latency, .queue: GraphPane.draw(pane, rect, state, on: &canvas)
        case .incidents: IncidentsPane.draw(rect, state, compact: compact, on: &canvas)
        case .valves: ValvesPane.draw(rect, state, compact: compact, on: &canvas)
        case .breakers: BreakersPane.draw(rect, state, on: &canvas)
        case .tenants: TenantsPane.draw(rect, state, on: &canvas)
        case .alerts: AlertsPane.draw(rect, state, compact: compact, on: &canvas)
        }
    }

    private static func draw(_ overlay: Overlay, _ state: DashboardState, on canvas: inout Canvas) {
        switch overlay {
        case .valve(let dialog): ValveDialogPane.draw(dialog, state, on: &canvas)
        case .shelve(let dialog): ShelveDialogPane.draw(dialog, state, on: &canvas)
        case .confirm(let confirmation): ConfirmationPane.draw(confirmation, state, on: &canvas)
        case .help(let scroll), .triage(_, let scroll), .details(_, _, let scroll), .answer(_, _, let scroll):
            Page.make(overlay, state, canvas.glyphs)?.draw(scroll: scroll, state, on: &canvas)
        }
    }

    /// Says what is needed, and still whether something is wrong.
    private static func drawTooSmall(_ size: Size, _ state: DashboardState, on canvas: inout Canvas) {
        let need = Layout.triageSize
        var lines: [Pieces] = [
            [("opstui needs \(need.columns)x\(need.rows)", .strong)],
            [("this is \(size.columns)x\(size.rows)", .label)],
        ]
        if let snapshot = state.snapshot, state.isStreamFresh {
            let assessment = Assessment(of: snapshot, at: state.serverNow)
            let style: Style = assessment.weight == .alarm ? .alarm : assessment.weight == nil ? .label : .attention
            lines.append([(assessment.short(limit: size.columns), style)])
        } else {
            lines.append([("no live data", .attention)])
        }
        lines.append([("q", .hand), (" quit", .label)])
        let top = max(0, (size.rows - lines.count) / 2)
        for (row, line) in lines.enumerated() {
            canvas.put(line, 0, top + row, width: size.columns)
        }
    }
}
