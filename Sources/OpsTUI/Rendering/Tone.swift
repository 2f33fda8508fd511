/// What a piece of text means. The theme decides how a meaning looks; panes never name a colour.
enum Tone: String, Hashable, Sendable, CaseIterable {
    /// An ordinary value.
    case plain
    /// A title, or the value that matters in its row.
    case strong
    /// The name of a field, words that only explain.
    case label
    /// Frames, axes, ages of fresh values.
    case faint
    /// The body of a graph while it is normal.
    case graph
    /// The dashed line of a limit.
    case limit
    /// Abnormal: look.
    case attention
    /// Abnormal: act.
    case alarm
    /// What a person has in hand: keys, a command on its way.
    case hand
    /// Confirmed good, where that must be said aloud. Calm screens do not use it.
    case good
}
