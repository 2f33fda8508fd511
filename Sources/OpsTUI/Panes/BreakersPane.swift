import OpsCore

/// The circuit breakers: closed ones grey, open ones with the time of their next probe.
enum BreakersPane {
    static func draw(_ rect: Rect, _ state: DashboardState, on canvas: inout Canvas) {
        let breakers = state.visibleBreakers
        let inner = PaneFrame.draw(
            .breakers, rect, state, badge: badge(breakers, state), compact: false, on: &canvas)
        guard !inner.isEmpty else { return }
        let selected = state.selectedID(in: .breakers)
        let name = min(max(breakers.map(\.name.count).max() ?? 8, 8), max(8, inner.columns - 20))
        let list = RowList(
            total: breakers.count, room: inner.rows, selected: breakers.firstIndex { $0.name == selected })
        for (line, position) in list.range.enumerated() {
            let breaker = breakers[position]
            let bar = breaker.name == selected && state.focus == .breakers
            drawRow(breaker, inner.line(line), name, state, bar, &canvas)
        }
        list.drawMarks(total: breakers.count, in: inner, on: &canvas)
    }

    private static func badge(_ breakers: [BreakerStatus], _ state: DashboardState) -> (String, Style) {
        guard state.snapshot != nil else { return ("", .label) }
        let open = breakers.count { $0.state == .open }
        let half = breakers.count { $0.state == .halfOpen }
        if open > 0 { return ("\(open) open", Style(.alarm, bold: true)) }
        if half > 0 { return ("\(half) half-open", Style(.attention, bold: true)) }
        return ("closed \(breakers.count)", .label)
    }

    private static func drawRow(
        _ breaker: BreakerStatus, _ line: Rect, _ name: Int, _ state: DashboardState, _ bar: Bool,
        _ canvas: inout Canvas
    ) {
        let stale = !state.isStreamFresh
        let (shape, style): (String, Style) =
            switch breaker.state {
            case .closed: (canvas.glyphs.calm, .label)
            case .open: (canvas.glyphs.failed, Style(.alarm, bold: true))
            case .halfOpen: (canvas.glyphs.halfway, Style(.attention))
            }
        var pen = RowPen(line) { Style($0.tone, bold: $0.bold, selected: bar, dim: stale) }
        if bar { canvas.fill(line.inset(left: -1, right: -1), Style(.plain, selected: true)) }
        pen.left(shape, 2, style, on: &canvas)
        pen.left(breaker.name, name, .plain, on: &canvas)
        pen.gap()
        // In a narrow pane OPEN takes no more than its own room, so that the time of the next probe can be read.
        let word = Words.breaker(breaker.state)
        let isNarrow = pen.rest < 23 && breaker.state == .open
        pen.left(word, isNarrow ? word.count + 1 : 10, style, on: &canvas)
        pen.left(
            end(breaker, state, room: pen.rest), pen.rest, breaker.state == .closed ? .label : style, on: &canvas)
    }

    private static func end(_ breaker: BreakerStatus, _ state: DashboardState, room: Int) -> String {
        switch breaker.state {
        case .closed: return breaker.failureRatio.map { Quantity.ratio($0) } ?? ""
        case .halfOpen: return "probing"
        case .open:
            guard let retryAt = breaker.retryAt else { return "" }
            let wait = retryAt.seconds(since: state.serverNow)
            return wait > 0
                ? "\(room < 12 ? "" : "retry ")in \(Quantity.duration(wait.rounded(.up)))"
                : room < 9 ? "due" : "retry due"
        }
    }
}
