/// Every key, made from the keymap, and what the shapes and colours mean.
enum HelpPage {
    static func make(_ state: DashboardState, _ glyphs: GlyphSet) -> Page {
        let keymap = state.settings.keymap
        var lines: [Pieces] = []
        for action in DashboardAction.allCases where state.settings.isAvailable(action) {
            var keys = (keymap.keys[action] ?? []).map(KeyNotation.describe)
            if action == .quit { keys.append("ctrl-c") }
            guard !keys.isEmpty else { continue }
            let text = keys.joined(separator: " ")
            let padding = String(repeating: " ", count: max(1, 18 - text.count))
            lines.append([(text + padding, Style(.hand, bold: true)), (action.explanation, .plain)])
        }
        lines.append([])
        let shapes: [(String, Style, String)] = [
            (glyphs.alarm, .alarm, "act"), (glyphs.attention, .attention, "look"),
            (glyphs.failed, .alarm, "open breaker, or no stream"), (glyphs.halfway, .attention, "half-open, probing"),
            (glyphs.moving, .hand, "on its way: a command, a moving valve"), (glyphs.calm, .label, "normal"),
        ]
        for (glyph, style, meaning) in shapes { lines.append([("\(glyph)  ", style), (meaning, .plain)]) }
        lines.append([("-15m now", .faint), ("  a graph's time; dashes are its limit, colour begins there", .plain)])
        lines.append([("38s STALE", .attention), ("  too old to act on; only stop and safe go out", .plain)])
        return Page(title: "Help", lines: lines)
    }
}
