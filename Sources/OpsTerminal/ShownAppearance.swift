/// An appearance in the terms of one terminal: colour numbers, and attributes that make up for colours it lacks.
struct ShownAppearance: Hashable, Sendable {
    var foreground: Int32
    var background: Int32
    var bold: Bool
    var dim: Bool
    var underline: Bool
    var reverse: Bool

    /// The nearest look on a terminal with `count` colours (below 8: none) that can still be read: text that would take
    /// the colour of what is behind it keeps the terminal's own colours instead.
    init(_ wanted: CellAppearance, count: Int) {
        foreground = ColourPalette.number(wanted.foreground, count: count)
        background = ColourPalette.number(wanted.background, count: count)
        bold = wanted.bold
        dim = wanted.dim
        underline = wanted.underline
        reverse = wanted.reverse
        guard wanted.foreground != wanted.background else { return }
        // A dark grey has no neighbour but black among eight colours; on most screens it would vanish.
        let vanishes = count <= 16 && foreground == 0 && wanted.foreground != .index(0)
        if vanishes || (foreground == background && foreground >= 0) {
            foreground = -1
            dim = true
            if background >= 0 { background = -1 }
        }
    }
}
