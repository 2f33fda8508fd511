/// A page that lies over the panes: a title and lines that scroll.
struct Page {
    var title: String
    var lines: [Pieces]

    /// The page of an overlay; nil for dialogs, which do not scroll.
    static func make(_ overlay: Overlay, _ state: DashboardState, _ glyphs: GlyphSet) -> Page? {
        let width = inner(state.size).columns
        switch overlay {
        case .help: return HelpPage.make(state, glyphs)
        case .triage(let id, _): return state.incident(id).map { TriagePage.make($0, state, width: width) }
        case .details(let pane, let id, _): return DetailsPage.make(pane, id, state, width: width)
        case .answer(let title, let lines, _):
            return Page(title: title, lines: lines.flatMap { TextWrap.lines($0, width: width) }.map { [($0, .plain)] })
        case .valve, .confirm, .shelve: return nil
        }
    }

    /// The farthest that an overlay scrolls on this screen.
    static func lastScroll(_ overlay: Overlay, _ state: DashboardState) -> Int {
        guard let page = make(overlay, state, .ascii) else { return 0 }
        return max(0, page.lines.count - inner(state.size).rows)
    }

    /// Where pages go: everything but the header, the command line and the keys.
    static func frame(_ size: Size) -> Rect {
        let room = size.rect.inset(top: 1, bottom: 2)
        return room.columns > 104 ? room.inset(columns: 4, rows: room.rows > 28 ? 1 : 0) : room
    }

    static func inner(_ size: Size) -> Rect { frame(size).inset(columns: 2, rows: 1) }

    func draw(scroll: Int, _ state: DashboardState, on canvas: inout Canvas) {
        let frame = Self.frame(state.size)
        let inner = Self.inner(state.size)
        let first = min(max(0, scroll), max(0, lines.count - inner.rows))
        let more = lines.count > inner.rows ? "\(min(first + inner.rows, lines.count)) of \(lines.count)" : ""
        canvas.fill(frame)
        canvas.frame(frame, title: title, badge: more, badgeStyle: .label, focused: true)
        for (row, line) in lines.dropFirst(first).prefix(inner.rows).enumerated() {
            canvas.put(line, inner.column, inner.row + row, width: inner.columns)
        }
    }
}
