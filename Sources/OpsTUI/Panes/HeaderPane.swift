import OpsCore

/// The first line: where am I, is it live, how old is each source, how is the SLO, what is wrong, who am I.
enum HeaderPane {
    /// One part of the line. Parts with a high `rank` go first where the line is short.
    private struct Part {
        static let calmObjective = 6
        var rank: Int
        var pieces: Pieces
        var isRight = false
    }

    static func draw(_ rect: Rect, _ state: DashboardState, on canvas: inout Canvas) {
        let inner = rect.inset(columns: 1, rows: 0)
        // All that is wrong in words where there is room; else fewer words, then less air, then only the links that
        // are not well, then fewer parts.
        var (parts, gap) = (all(state, canvas.glyphs, wrongLimit: inner.columns / 3), 3)
        for limit in [inner.columns / 4, 12] where width(parts, gap, canvas) > inner.columns {
            parts = all(state, canvas.glyphs, wrongLimit: limit)
        }
        if width(parts, gap, canvas) > inner.columns { gap = 2 }
        if width(parts, gap, canvas) > inner.columns {
            parts = all(state, canvas.glyphs, wrongLimit: 12, shortObjective: true)
        }
        // An objective that does not burn says less, then gives way to links that are well: those say what works.
        if width(parts, gap, canvas) > inner.columns { parts.removeAll { $0.rank == Part.calmObjective } }
        if width(parts, gap, canvas) > inner.columns {
            parts = all(state, canvas.glyphs, wrongLimit: 12, allLinks: false)
        }
        while width(parts, gap, canvas) > inner.columns,
            let worst = parts.indices.max(by: { parts[$0].rank < parts[$1].rank }), parts[worst].rank > 0
        {
            parts.remove(at: worst)
        }
        place(parts, gap, inner, on: &canvas)
    }

    private static func all(
        _ state: DashboardState, _ glyphs: GlyphSet, wrongLimit: Int, allLinks: Bool = true,
        shortObjective: Bool = false
    ) -> [Part] {
        var parts = [place(state), clock(state, glyphs)]
        parts += LinkSummary(state, all: allLinks).pieces.map { Part(rank: 5, pieces: $0) }
        parts += slo(state, glyphs, short: shortObjective).map { [$0] } ?? []
        return parts + [wrong(state, limit: wrongLimit), person(state)]
    }

    private static func width(_ part: Part, _ canvas: Canvas) -> Int {
        part.pieces.reduce(0) { $0 + canvas.columns(of: $1.text) }
    }

    private static func width(_ parts: [Part], _ gap: Int, _ canvas: Canvas) -> Int {
        parts.reduce(0) { $0 + width($1, canvas) + gap } - gap
    }

    private static func place(_ parts: [Part], _ gap: Int, _ inner: Rect, on canvas: inout Canvas) {
        var column = inner.column
        for part in parts where !part.isRight {
            column += canvas.put(part.pieces, column, inner.row, width: max(0, inner.endColumn - column)) + gap
        }
        let right = parts.filter(\.isRight)
        var start = max(column, inner.endColumn - width(right, gap, canvas))
        for part in right where start < inner.endColumn {
            start += canvas.put(part.pieces, start, inner.row, width: inner.endColumn - start) + gap
        }
    }

    private static func place(_ state: DashboardState) -> Part {
        var pieces: Pieces = [("opstui", .strong)]
        if let server = state.snapshot?.server {
            pieces += [("  \(server.site)", .plain), (" \(server.host)", .label)]
            if server.demo { pieces.append(("  DEMO", Style(.strong, bold: true))) }
        }
        return Part(rank: 0, pieces: pieces)
    }

    private static func clock(_ state: DashboardState, _ glyphs: GlyphSet) -> Part {
        let now = state.at.monotonic
        let pieces: Pieces
        switch state.stream.phase {
        case .connecting:
            pieces = [("\(glyphs.halfway) CONNECTING", .attention)]
        case .live where state.isStreamFresh:
            pieces = [("\(glyphs.live) LIVE ", .plain), (Quantity.clock(state.serverNow) + "Z", .plain)]
        case .live:
            let silence = Quantity.duration(state.stream.silence(at: now))
            pieces = [("\(glyphs.attention) STALE \(silence)", Style(.attention, bold: true))]
        case .down(_, let since):
            let lost = Quantity.duration(now.seconds(since: since))
            pieces = [("\(glyphs.failed) STREAM DOWN \(lost)", Style(.alarm, bold: true))]
        }
        return Part(rank: 0, pieces: pieces)
    }

    /// Of several objectives the one that is worst off; it says its name where that is not the first one.
    private static func slo(_ state: DashboardState, _ glyphs: GlyphSet, short: Bool) -> Part? {
        guard let all = state.snapshot?.slo, let slo = ObjectiveWords.worst(of: all) else { return nil }
        let style = !state.isStreamFresh ? Style(.label, dim: true) : ObjectiveWords.style(slo)
        var pieces: Pieces = [("SLO ", .label)]
        if slo.name != all.first?.name { pieces.append(("\(SafeText.clean(slo.name, limit: 16)) ", .label)) }
        pieces.append((Quantity.share(slo.ratio), style))
        if short {
            pieces.append((" " + ObjectiveWords.budgetLeft(slo), style))
        } else {
            pieces += [(" budget ", .label), (ObjectiveWords.budget(slo), style)]
        }
        if slo.burning != nil {
            let left = (slo.exhaustedInSec ?? 0) > 0 ? " \(Quantity.duration(slo.exhaustedInSec))" : ""
            pieces.append((" \(glyphs.falling)\(ObjectiveWords.burn(slo))\(left)", style))
        }
        return Part(rank: slo.burning == nil ? Part.calmObjective : 2, pieces: pieces)
    }

    private static func wrong(_ state: DashboardState, limit: Int) -> Part {
        guard let snapshot = state.snapshot else { return Part(rank: 0, pieces: [], isRight: true) }
        guard state.isStreamFresh else {
            return Part(rank: 4, pieces: [("values are old", .attention)], isRight: true)
        }
        let stale = snapshot.valves.count { $0.configured && state.view(of: $0).isStale }
        let assessment = Assessment(of: snapshot, at: state.serverNow, staleValves: stale)
        let style: Style =
            switch assessment.weight {
            case nil: .label
            case .attention: Style(.attention, bold: true)
            case .alarm: Style(.alarm, bold: true)
            }
        return Part(rank: 1, pieces: [(assessment.short(limit: limit), style)], isRight: true)
    }

    private static func person(_ state: DashboardState) -> Part {
        let name = state.snapshot?.caller ?? ""
        let text = state.settings.readOnly ? "\(name) read-only" : name
        return Part(rank: 3, pieces: [(text, .label)], isRight: true)
    }
}

extension Assessment {
    /// The summary in at most about `limit` characters: the worst findings and how many more there are.
    func short(limit: Int) -> String {
        guard let worst = findings.first else { return summary }
        var text = worst.text
        for (index, finding) in findings.enumerated().dropFirst() {
            let longer = "\(text), \(finding.text)"
            guard longer.count <= limit else { return "\(text) +\(findings.count - index)" }
            text = longer
        }
        return text
    }
}
