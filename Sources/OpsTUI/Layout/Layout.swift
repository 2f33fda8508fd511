/// Where everything goes on a screen of a given size. Depends on the size and on very little else, so that nothing
/// jumps when values change.
struct Layout: Equatable, Sendable {
    /// Facts that the places of panes depend on.
    struct Facts: Equatable, Sendable {
        var tenantCount = 0
        var focus = PaneID.incidents
    }

    enum Kind: Equatable, Sendable {
        /// Graphs above two columns of panes.
        case whole
        /// Header, one line of signals, incidents, alerts, valves; frames are a title line alone.
        case triage
        /// Too small for anything but saying so.
        case tooSmall
    }

    /// The smallest screen that shows every pane.
    static let wholeSize = Size(columns: 80, rows: 24)
    /// The smallest screen that can be worked on.
    static let triageSize = Size(columns: 60, rows: 15)

    var kind: Kind
    var panes: [PaneID: Rect] = [:]
    var header: Rect
    /// The four signals as numbers, where there is no room for graphs.
    var signals: Rect?
    var commandLine: Rect
    var keys: Rect

    static func kind(of size: Size) -> Kind {
        if size.columns >= wholeSize.columns, size.rows >= wholeSize.rows { return .whole }
        if size.columns >= triageSize.columns, size.rows >= triageSize.rows { return .triage }
        return .tooSmall
    }

    /// The panes that can have the focus on a screen of this size, in the order of Tab.
    static func focusable(in size: Size) -> [PaneID] {
        switch kind(of: size) {
        case .whole: PaneID.focusable
        case .triage: [.incidents, .valves, .alerts]
        case .tooSmall: []
        }
    }

    static func compute(_ size: Size, _ facts: Facts) -> Layout {
        let kind = kind(of: size)
        var layout = Layout(
            kind: kind, header: Rect(column: 0, row: 0, columns: size.columns, rows: 1),
            commandLine: Rect(column: 0, row: size.rows - 2, columns: size.columns, rows: 1),
            keys: Rect(column: 0, row: size.rows - 1, columns: size.columns, rows: 1))
        switch kind {
        case .whole: layout.placeWhole(size, facts)
        case .triage: layout.placeTriage(size, facts)
        case .tooSmall: break
        }
        return layout
    }

    private mutating func placeWhole(_ size: Size, _ facts: Facts) {
        let body = Rect(column: 0, row: 1, columns: size.columns, rows: size.rows - 3)
        let graphRows = max(5, body.rows * 28 / 100)
        placeGraphs(body, rows: graphRows)
        let rightColumns = min(max(size.columns * 35 / 100, 30), 70)
        let leftColumns = size.columns - rightColumns
        let middleRows = size.rows < 30 ? 6 : size.rows < 44 ? 7 : 10
        let middle = body.row + graphRows
        let lower = middle + middleRows
        let lowerRows = body.endRow - lower
        panes[.incidents] = Rect(column: 0, row: middle, columns: leftColumns, rows: middleRows)
        panes[.breakers] = Rect(column: leftColumns, row: middle, columns: rightColumns, rows: middleRows)
        panes[.valves] = Rect(column: 0, row: lower, columns: leftColumns, rows: lowerRows)
        let tenantRows = min(max(facts.tenantCount + 3, 5), max(5, lowerRows * 3 / 5))
        panes[.tenants] = Rect(column: leftColumns, row: lower, columns: rightColumns, rows: tenantRows)
        panes[.alerts] = Rect(
            column: leftColumns, row: lower + tenantRows, columns: rightColumns, rows: lowerRows - tenantRows)
    }

    private mutating func placeGraphs(_ body: Rect, rows: Int) {
        for (index, pane) in PaneID.graphs.enumerated() {
            let start = body.columns * index / 4
            let end = body.columns * (index + 1) / 4
            panes[pane] = Rect(column: start, row: body.row, columns: end - start, rows: rows)
        }
    }

    /// Three panes share the rows: each keeps three, the one in focus takes half of what is left.
    private mutating func placeTriage(_ size: Size, _ facts: Facts) {
        signals = Rect(column: 0, row: 1, columns: size.columns, rows: 1)
        let order: [PaneID] = [.incidents, .alerts, .valves]
        let focus = order.contains(facts.focus) ? facts.focus : .incidents
        let spare = size.rows - 4 - 3 * order.count
        var row = 2
        for pane in order {
            let share = pane == focus ? spare - spare / 4 * 2 : spare / 4
            panes[pane] = Rect(column: 0, row: row, columns: size.columns, rows: 3 + share)
            row += 3 + share
        }
    }
}
