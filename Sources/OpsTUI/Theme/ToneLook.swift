import OpsTerminal

/// How one meaning looks in a theme.
struct ToneLook: Hashable, Sendable {
    var foreground = TerminalColour.standard
    var background = TerminalColour.standard
    var bold = false
    var dim = false
    var underline = false
    var reverse = false

    /// The same without colours, for terminals that have none.
    var withoutColour: ToneLook {
        var look = self
        look.foreground = .standard
        look.background = .standard
        return look
    }

    var appearance: CellAppearance {
        CellAppearance(
            foreground: foreground, background: background, bold: bold, dim: dim, underline: underline,
            reverse: reverse)
    }
}
