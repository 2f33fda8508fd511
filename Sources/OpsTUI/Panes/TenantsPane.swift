import OpsCore

/// The tenants: their traffic, their share of server errors, and whether their keys work.
enum TenantsPane {
    static func draw(_ rect: Rect, _ state: DashboardState, on canvas: inout Canvas) {
        let tenants = state.visibleTenants
        let total = state.snapshot.map { "\($0.tenants.count)" } ?? ""
        let inner = PaneFrame.draw(.tenants, rect, state, badge: (total, .label), compact: false, on: &canvas)
        guard !inner.isEmpty else { return }
        let hasHead = inner.rows >= 3
        if hasHead { drawRow(["", "req/s", "5xx", "keys"], inner.line(0), [.faint, .faint, .faint, .faint], &canvas) }
        let rows = inner.inset(top: hasHead ? 1 : 0)
        let selected = state.selectedID(in: .tenants)
        let list = RowList(
            total: tenants.count, room: rows.rows, selected: tenants.firstIndex { $0.name == selected })
        for (line, position) in list.range.enumerated() {
            let tenant = tenants[position]
            let bar = tenant.name == selected && state.focus == .tenants
            drawTenant(tenant, rows.line(line), state, bar, &canvas)
        }
        list.drawMarks(total: tenants.count, in: rows, on: &canvas)
    }

    private static func drawTenant(
        _ tenant: TenantStatus, _ line: Rect, _ state: DashboardState, _ bar: Bool, _ canvas: inout Canvas
    ) {
        let stale = !state.isStreamFresh
        let limit = state.snapshot?.metrics.errorRatioLimit ?? TenantStatus.defaultErrorRatioLimit
        let failing = (tenant.errorRatio ?? 0) > limit
        let active = tenant.state == .active
        let texts = [
            tenant.name, Quantity.column(tenant.requestRatePerSecond), Quantity.ratio(tenant.errorRatio),
            active ? "\(tenant.keyCount)" : tenant.state.rawValue,
        ]
        let styles: [Style] = [
            failing ? .strong : .plain, .plain, failing ? Style(.alarm, bold: true) : .label,
            active ? .label : .attention,
        ]
        if bar { canvas.fill(line.inset(left: -1, right: -1), Style(.plain, selected: true)) }
        drawRow(texts, line, styles.map { Style($0.tone, bold: $0.bold, selected: bar, dim: stale) }, &canvas)
    }

    private static func drawRow(_ texts: [String], _ line: Rect, _ styles: [Style], _ canvas: inout Canvas) {
        let wide = line.columns >= 34
        let (rate, errors, keys) = wide ? (7, 8, 8) : (5, 7, 7)
        var pen = RowPen(line)
        pen.left(texts[0], max(6, min(20, line.columns - rate - errors - keys - 1)), styles[0], on: &canvas)
        pen.right(texts[1], rate, styles[1], on: &canvas)
        pen.right(texts[2], errors, styles[2], on: &canvas)
        pen.gap()
        pen.right(texts[3], keys, styles[3], on: &canvas)
    }
}
