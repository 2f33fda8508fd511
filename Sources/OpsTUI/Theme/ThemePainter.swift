import OpsTerminal

/// Turns runs of meaning into runs of looks for one theme on one terminal. Every style's look is worked out once.
struct ThemePainter: Sendable {
    private let looks: [Style: CellAppearance]

    init(theme: Theme, colourCount: Int) {
        var looks: [Style: CellAppearance] = [:]
        for tone in Tone.allCases {
            for bits in 0..<8 {
                let style = Style(tone, bold: bits & 1 != 0, selected: bits & 2 != 0, dim: bits & 4 != 0)
                looks[style] = theme.appearance(of: style, colourCount: colourCount)
            }
        }
        self.looks = looks
    }

    /// The look of a style.
    func appearance(of style: Style) -> CellAppearance { looks[style] ?? .plain }

    /// The runs as the terminal takes them.
    func paint(_ runs: [Run]) -> [CellRun] {
        runs.map { CellRun(row: $0.row, column: $0.column, text: $0.text, appearance: appearance(of: $0.style)) }
    }
}
