/// A filled graph of dots, two values a cell wide and four steps a cell high; blocks of ASCII where dots cannot be shown.
enum BrailleGraph {
    /// Draws values into a rectangle: the newest at the right edge, oldest values that do not fit left out.
    ///
    /// A column is coloured only where its value is beyond the limit; the rest keeps the muted tone of graphs. A value
    /// of zero is a dot on the floor; nil, and anything that is no number, is a gap: "nothing" and "none" look different.
    ///
    /// - Parameters:
    ///   - max: the value at the upper edge; higher ones are cut there. Not above zero: everything lies on the floor.
    ///   - limit: where the dashed line goes and where the colour begins.
    ///   - alarm: where the colour turns from look to act. Without it, all beyond the limit is `attention`.
    ///   - tones: which tone stands for what.
    ///   - dim: for data that is stale.
    static func draw(
        into canvas: inout Canvas, _ rect: Rect, values: [Double?], max: Double, limit: Double? = nil,
        alarm: Double? = nil, tones: GraphTones = .standard, dim: Bool = false
    ) {
        guard !rect.isEmpty else { return }
        let perCell = canvas.glyphs.isASCII ? 1 : 2
        let shown = window(values, count: rect.columns * perCell)
        for column in 0..<rect.columns {
            let pair = Array(shown[(column * perCell)..<((column + 1) * perCell)])
            let tone = tone(of: pair, limit: limit, alarm: alarm, tones)
            drawColumn(&canvas, rect, column, pair.map { share($0, max) }, Style(tone, dim: dim))
        }
        if let limit { drawLimit(&canvas, rect, share(limit, max), Style(tones.limit, dim: dim)) }
    }

    /// The last `count` values, with gaps before them where there are fewer.
    private static func window(_ values: [Double?], count: Int) -> [Double?] {
        let last = values.suffix(count)
        return Array(repeating: nil, count: count - last.count) + last
    }

    private static func share(_ value: Double?, _ max: Double) -> Double? {
        guard let value, !value.isNaN else { return nil }
        guard max > 0, value > 0 else { return 0 }
        return Swift.min(1, value / max)
    }

    private static func tone(of pair: [Double?], limit: Double?, alarm: Double?, _ tones: GraphTones) -> Tone {
        guard let highest = pair.compactMap({ $0 }).filter({ !$0.isNaN }).max() else { return tones.body }
        if let alarm, highest > alarm { return tones.alarm }
        if let limit, highest > limit { return tones.attention }
        return tones.body
    }

    private static func drawColumn(
        _ canvas: inout Canvas, _ rect: Rect, _ column: Int, _ shares: [Double?], _ style: Style
    ) {
        for line in 0..<rect.rows {
            let level = rect.rows - 1 - line
            let text: String?
            if canvas.glyphs.isASCII {
                text = block(dots(shares[0], level: level, rows: rect.rows))
            } else {
                text = braille(
                    dots(shares[0], level: level, rows: rect.rows), dots(shares[1], level: level, rows: rect.rows))
            }
            guard let text else { continue }
            canvas.set(text, column: rect.column + column, row: rect.row + line, style: style)
        }
    }

    /// How many of the four dots of the cell at `level` (0 is the lowest row) are filled.
    private static func dots(_ share: Double?, level: Int, rows: Int) -> Int {
        guard let share else { return 0 }
        let height = Swift.max(1, Int((share * Double(rows * 4)).rounded()))
        return Swift.min(4, Swift.max(0, height - level * 4))
    }

    /// Dots filled from the bottom, for the left and the right half of a cell (Unicode block U+2800).
    private static func braille(_ left: Int, _ right: Int) -> String? {
        let leftBits: [UInt32] = [0, 0x40, 0x44, 0x46, 0x47]
        let rightBits: [UInt32] = [0, 0x80, 0xA0, 0xB0, 0xB8]
        let bits = leftBits[left] | rightBits[right]
        guard bits != 0, let scalar = UnicodeScalar(0x2800 + bits) else { return nil }
        return String(scalar)
    }

    private static func block(_ dots: Int) -> String? {
        ["", ".", ":", "|", "#"][dots].isEmpty ? nil : [" ", ".", ":", "|", "#"][dots]
    }

    /// The dashed line, drawn only where the graph has left the cell blank.
    private static func drawLimit(_ canvas: inout Canvas, _ rect: Rect, _ share: Double?, _ style: Style) {
        guard let share, share > 0 else { return }
        let height = Swift.max(1, Int((share * Double(rect.rows * 4)).rounded()))
        let row = rect.endRow - 1 - (height - 1) / 4
        for column in stride(from: rect.column, to: rect.endColumn, by: 2) where canvas[column, row].text == " " {
            canvas.set(canvas.glyphs.dash, column: column, row: row, style: style)
        }
    }
}
