/// How a cell is drawn, in terms of meaning.
struct Style: Hashable, Sendable {
    var tone: Tone
    var bold: Bool
    /// On the selection bar.
    var selected: Bool
    /// Stale or out of reach: drawn weaker than its tone.
    var dim: Bool

    init(_ tone: Tone = .plain, bold: Bool = false, selected: Bool = false, dim: Bool = false) {
        self.tone = tone
        self.bold = bold
        self.selected = selected
        self.dim = dim
    }

    init(tone: Tone, bold: Bool = false, selected: Bool = false, dim: Bool = false) {
        self.init(tone, bold: bold, selected: selected, dim: dim)
    }

    static let plain = Style(.plain)
    static let strong = Style(.strong, bold: true)
    static let label = Style(.label)
    static let faint = Style(.faint)
    static let attention = Style(.attention)
    static let alarm = Style(.alarm)
    static let hand = Style(.hand)
}
