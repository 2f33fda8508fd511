import CNcurses
import Glibc

/// The screen as curses sees it. Lives on one thread from its making to its end: curses keeps its state in globals.
///
/// Holds the `SCREEN` and the two C streams from `init` until `leave` or `abandon`, which must be its last call.
final class CursesScreen {
    /// Colours that the terminal shows, 0 when it has none or cannot go back to its own.
    let colourCount: Int

    private let screen: OpaquePointer
    private let input: UnsafeMutablePointer<FILE>
    private let output: UnsafeMutablePointer<FILE>
    private let descriptor: Int32
    private var looks: [CellAppearance: (attributes: attr_t, pair: Int32)] = [:]
    private var line: [cchar_t] = []
    private var cursorShown = false

    /// Takes the terminal over.
    ///
    /// - Parameters:
    ///   - input, output: copies of the terminal's descriptors; they belong to this object from now on.
    init(_ terminfo: Terminfo, input: Int32, output: Int32, size: TerminalSize) throws(TerminalError) {
        guard let keys = fdopen(input, "r"), let picture = fdopen(output, "w") else {
            throw .system(operation: "fdopen", code: errno)
        }
        // The size comes from the window and from us, never from LINES and COLUMNS, which do not follow it.
        use_env(false)
        let signals = FormerSignals()
        let opened = terminfo.name.withCString { newterm($0, picture, keys) }
        signals.putBack()
        guard let opened else {
            fclose(keys)
            fclose(picture)
            throw .unusable(reason: "curses does not start on TERM=\(terminfo.name)")
        }
        screen = opened
        self.input = keys
        self.output = picture
        descriptor = output
        raw()
        noecho()
        nonl()
        // We read the keys ourselves: curses must not look for typeahead.
        typeahead(-1)
        let hasColour = has_colors() && start_color() == OK && use_default_colors() == OK
        colourCount = hasColour ? max(0, Int(tigetnum("colors"))) : 0
        leaveok(ops_stdscr(), true)
        curs_set(0)
        resize_term(Int32(size.rows), Int32(size.columns))
        wrefresh(ops_stdscr())
        send(Self.pasteOn)
    }

    /// Writes changed cells and the cursor; the terminal gets only what differs from what it shows.
    func draw(_ work: TerminalMailbox.Work) {
        for patch in work.patches { draw(patch, work.appearances) }
        placeCursor(work.cursor)
        if work.fullRedraw { clearok(ops_curscr(), true) }
        wnoutrefresh(ops_stdscr())
        doupdate()
    }

    /// The window has a new size: blank, and to be painted whole.
    func resize(to size: TerminalSize) {
        resize_term(Int32(size.rows), Int32(size.columns))
        werase(ops_stdscr())
        clearok(ops_curscr(), true)
    }

    /// The process goes on after a stop, during which a shell may have changed everything.
    func resume() {
        reset_prog_mode()
        clearok(ops_curscr(), true)
        wnoutrefresh(ops_stdscr())
        doupdate()
        send(Self.pasteOn)
    }

    /// Gives the terminal back and ends.
    func leave() {
        send(Self.pasteOff)
        endwin()
        abandon()
    }

    /// Ends without a word to a terminal that is gone.
    func abandon() {
        delscreen(screen)
        fclose(input)
        fclose(output)
    }

    private static let pasteOn = Array("\u{1B}[?2004h".utf8)
    private static let pasteOff = Array("\u{1B}[?2004l".utf8)

    /// curses has written all it had when this is called: it flushes at the end of every update.
    private func send(_ bytes: [UInt8]) {
        _ = write(descriptor, bytes, bytes.count)
    }

    private func draw(_ patch: ScreenGrid.Patch, _ appearances: [CellAppearance]) {
        line.removeAll(keepingCapacity: true)
        var number: UInt16?
        var look: (attributes: attr_t, pair: Int32) = (0, 0)
        for cell in patch.cells where !cell.text.isEmpty {
            if cell.appearance != number {
                number = cell.appearance
                look = self.look(of: appearances[Int(cell.appearance)])
            }
            CursesText.append(cell.text, attributes: look.attributes, pair: look.pair, to: &line)
        }
        // curses copies the cells during the call.
        mvwadd_wchnstr(ops_stdscr(), Int32(patch.row), Int32(patch.column), line, Int32(line.count))
    }

    private func placeCursor(_ cursor: TerminalPoint?) {
        if let cursor {
            leaveok(ops_stdscr(), false)
            wmove(ops_stdscr(), Int32(clamping: cursor.row), Int32(clamping: cursor.column))
        }
        guard cursorShown != (cursor != nil) else { return }
        cursorShown.toggle()
        leaveok(ops_stdscr(), !cursorShown)
        curs_set(cursorShown ? 1 : 0)
    }

    private func look(of appearance: CellAppearance) -> (attributes: attr_t, pair: Int32) {
        if let known = looks[appearance] { return known }
        let shown = ShownAppearance(appearance, count: colourCount)
        var attributes: attr_t = 0
        if shown.bold { attributes |= ops_attr_bold() }
        if shown.dim { attributes |= ops_attr_dim() }
        if shown.underline { attributes |= ops_attr_underline() }
        if shown.reverse { attributes |= ops_attr_reverse() }
        var pair: Int32 = 0
        if colourCount > 0, shown.foreground >= 0 || shown.background >= 0 {
            pair = max(0, alloc_pair(shown.foreground, shown.background))
        }
        // Few on any screen; a theme cannot make more than this many.
        if looks.count < 4096 { looks[appearance] = (attributes, pair) }
        return (attributes, pair)
    }
}
