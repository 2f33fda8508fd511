/// Every key, made from the keymap, and what the shapes and colours mean.
enum HelpPage {
    /// What acts comes first: a stranger at night looks for that.
    private static let order: [DashboardAction] = {
        let first: [DashboardAction] = [.help, .valve, .acknowledge, .resolve, .reloadKeys, .open, .close, .filter]
        return first + DashboardAction.allCases.filter { !first.contains($0) }
    }()

    static func make(_ state: DashboardState, _ glyphs: GlyphSet) -> Page {
        let keymap = state.settings.keymap
        var lines: [Pieces] = []
        for action in order where state.settings.isAvailable(action) {
            var keys = (keymap.keys[action] ?? []).map(KeyNotation.describe)
            if action == .quit { keys.append("ctrl-c") }
            guard !keys.isEmpty else { continue }
            let text = keys.joined(separator: " ")
            let padding = String(repeating: " ", count: max(1, 18 - text.count))
            lines.append([(text + padding, Style(.hand, bold: true)), (action.explanation, .plain)])
        }
        lines.append([])
        let shapes: [[(String, Style, String)]] = [
            [(glyphs.alarm, .alarm, "act"), (glyphs.attention, .attention, "look")],
            [
                (glyphs.failed, .alarm, "breaker open, or no stream"),
                (glyphs.halfway, .attention, "half-open: probing"),
            ],
            [(glyphs.moving, .hand, "on its way: command, valve"), (glyphs.calm, .label, "normal")],
        ]
        for pair in shapes {
            lines.append(
                pair.flatMap { glyph, style, meaning -> Pieces in
                    let padding = String(repeating: " ", count: max(2, 30 - meaning.count))
                    return [("\(glyph)  ", style), (meaning + padding, .plain)]
                })
        }
        lines.append([("-15m now", .faint), ("  a graph's time; dashes are its limit, colour begins there", .plain)])
        lines.append([("38s STALE", .attention), ("  too old to act on; only stop and safe go out", .plain)])
        return Page(title: "Help", lines: lines)
    }
}
