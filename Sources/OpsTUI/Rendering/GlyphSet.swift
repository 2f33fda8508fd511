/// The shapes that stand beside every colour, so that nothing is lost in monochrome: Unicode ones, or ASCII ones for
/// terminals and locales that cannot show more. Every glyph is one cell wide in both sets.
struct GlyphSet: Hashable, Sendable {
    /// Act.
    var alarm: String
    /// Look.
    var attention: String
    /// Broken, open, failed.
    var failed: String
    /// In between: half-open, probing.
    var halfway: String
    /// Normal.
    var calm: String
    /// Alive.
    var live: String
    /// On its way.
    var moving: String
    /// From one step to the next.
    var arrow: String
    /// Rising and falling values.
    var rising: String
    var falling: String
    /// The Enter key.
    var enter: String
    /// More text than fits.
    var ellipsis: String
    /// Minus sign of a value or of a time in the past.
    var minus: String
    /// A separator between words.
    var separator: String
    /// The filled and the empty part of a bar.
    var barFull: String
    var barEmpty: String
    /// A mark on a time axis.
    var axisMark: String
    /// A dash of a limit's line.
    var dash: String
    /// Frames: horizontal, vertical, the four corners, and the heavy ones of the pane in focus.
    var horizontal: String
    var vertical: String
    var topLeft: String
    var topRight: String
    var bottomLeft: String
    var bottomRight: String
    /// Up and down marks where a list goes on.
    var moreAbove: String
    var moreBelow: String
    /// A check mark for a step that is done.
    var done: String
    /// Whether only ASCII may reach the screen.
    var isASCII: Bool
}

extension GlyphSet {
    /// For a UTF-8 locale.
    static let unicode = GlyphSet(
        alarm: "▲", attention: "△", failed: "✖", halfway: "◐", calm: "○", live: "●", moving: "»", arrow: "→",
        rising: "▲", falling: "▼", enter: "⏎", ellipsis: "…", minus: "−", separator: "·", barFull: "━",
        barEmpty: "─", axisMark: "┴", dash: "╌", horizontal: "─", vertical: "│", topLeft: "╭", topRight: "╮",
        bottomLeft: "╰", bottomRight: "╯", moreAbove: "↑", moreBelow: "↓", done: "✓", isASCII: false)

    /// For every other locale, and for a person who asks for it. Shapes that mean different things differ here too.
    static let ascii = GlyphSet(
        alarm: "A", attention: "!", failed: "X", halfway: "%", calm: "o", live: "*", moving: ">", arrow: ">",
        rising: "^", falling: "v", enter: "<", ellipsis: "~", minus: "-", separator: ".", barFull: "=",
        barEmpty: "-", axisMark: "+", dash: "-", horizontal: "-", vertical: "|", topLeft: "+", topRight: "+",
        bottomLeft: "+", bottomRight: "+", moreAbove: "^", moreBelow: "v", done: "+", isASCII: true)

    /// The set for a terminal that shows Unicode or does not.
    static func forUnicode(_ isUnicode: Bool) -> GlyphSet { isUnicode ? .unicode : .ascii }
}
