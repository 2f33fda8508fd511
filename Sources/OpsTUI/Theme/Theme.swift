import OpsTerminal

/// How meanings look: a person's choice, read from a file. Colour only ever adds to shape and word, so every theme may
/// fall back to none.
struct Theme: Hashable, Sendable {
    var name: String
    /// A look a tone; all tones have one.
    var tones: [Tone: ToneLook]
    /// What stale values of the ordinary tones look like.
    var stale: ToneLook
    /// The bar under what is selected: its background and attributes are laid over the tone's look.
    var selection: ToneLook
    /// Looks for terminals without colour; tones that are not here keep their attributes alone.
    var monochrome: [Tone: ToneLook]

    /// The look of a style on a terminal with so many colours.
    func appearance(of style: Style, colourCount: Int) -> CellAppearance {
        let hasColour = colourCount >= 8
        var look = base(of: style, hasColour: hasColour)
        if style.bold && !style.dim { look.bold = true }
        guard style.selected else { return look.appearance }
        if colourCount > 16, selection.background != .standard {
            // A background that means something is not covered by the bar.
            if look.background == .standard { look.background = selection.background }
            look.bold = look.bold || selection.bold
            look.underline = look.underline || selection.underline
        } else {
            // Among few colours the bar's own would be that of the screen. What is reversed already stands out of the
            // reversed bar by not being so.
            look.reverse.toggle()
        }
        return look.appearance
    }

    private func base(of style: Style, hasColour: Bool) -> ToneLook {
        let look = tones[style.tone] ?? ToneLook()
        guard hasColour else {
            var plain = monochrome[style.tone]?.withoutColour ?? look.withoutColour
            if style.dim {
                plain.dim = true
                plain.bold = false
            }
            return plain
        }
        guard style.dim else { return look }
        if style.tone == .attention || style.tone == .alarm {
            // Still abnormal, only old: the hue stays.
            var faded = look
            faded.dim = true
            faded.bold = false
            return faded
        }
        return stale
    }
}
