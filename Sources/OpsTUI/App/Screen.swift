import OpsTerminal

/// Brings the state onto the terminal: draws it on a canvas and hands over only what changed since the last one.
final class Screen {
    private let session: TerminalSession
    private let painter: ThemePainter
    private let glyphs: GlyphSet
    private var shown: Canvas?
    private var repaints = false

    init(_ session: TerminalSession, theme: Theme, ascii: Bool?) {
        self.session = session
        painter = ThemePainter(theme: theme, colourCount: session.colourCount)
        glyphs = GlyphSet.forUnicode(!(ascii ?? !session.isUnicode))
    }

    /// Draws the state; writes nothing where nothing changed.
    func draw(_ state: DashboardState) {
        let canvas = DashboardView.render(state, size: state.size, glyphs: glyphs)
        let runs = CanvasDiff.runs(from: shown, to: canvas)
        shown = canvas
        guard !runs.isEmpty || repaints else { return }
        session.present(painter.paint(runs), fullRedraw: repaints)
        repaints = false
    }

    /// The next draw covers every cell; with `repaint`, also those that the terminal should already show.
    func forget(repaint: Bool = false) {
        shown = nil
        repaints = repaints || repaint
    }
}
