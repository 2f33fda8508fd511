import OpsTerminal

/// Cuts text into what cells hold: one base character and its combining marks, one or two cells wide.
///
/// This is the last gate before a screen: whatever is a control, a bidirectional mark, invisible, unassigned or private
/// becomes a visible mark of one cell, whoever sent the text. Joined emoji come apart into their parts, because
/// terminals disagree about the width of the joined ones.
enum CellText {
    /// One cell's text (or two cells', for a wide character).
    struct Piece: Hashable, Sendable {
        var text: String
        var columns: Int
    }

    /// Combining marks kept on one base; curses holds no more.
    private static let marksPerCell = 3
    private static let ascii: [String] = (0..<128).map { $0 < 32 || $0 == 127 ? "?" : String(UnicodeScalar(UInt8($0))) }

    /// The pieces of a text that fit into `room` cells. A text that does not fit ends in the ellipsis.
    static func pieces(of text: String, room: Int, glyphs: GlyphSet) -> (pieces: [Piece], columns: Int) {
        guard room > 0 else { return ([], 0) }
        var pieces: [Piece] = []
        var used = 0
        var marks = 0
        for scalar in text.unicodeScalars {
            guard let (piece, columns) = render(scalar, glyphs: glyphs) else {
                attach(scalar, to: &pieces, marks: &marks, glyphs: glyphs)
                // A flood of marks ends the text: it is hostile, and the rest of it is not worth the time.
                if marks > 64 { return cut(pieces, used, room, glyphs) }
                continue
            }
            if used + columns > room { return cut(pieces, used, room, glyphs) }
            pieces.append(Piece(text: piece, columns: columns))
            used += columns
            marks = 0
        }
        return (pieces, used)
    }

    /// What a scalar shows and its cells, or nil for a combining mark.
    private static func render(_ scalar: UnicodeScalar, glyphs: GlyphSet) -> (String, Int)? {
        if scalar.value < 128 {
            let text = ascii[Int(scalar.value)]
            return (scalar.value < 32 || scalar.value == 127 ? CellText.replacement(glyphs) : text, 1)
        }
        switch CellWidth.of(scalar) {
        case .mark: return nil
        case .unsafe: return (replacement(glyphs), 1)
        case .narrow: return (glyphs.isASCII ? asciiLook(scalar) : String(scalar), 1)
        case .wide: return glyphs.isASCII ? ("?", 1) : (String(scalar), 2)
        }
    }

    private static func attach(
        _ scalar: UnicodeScalar, to pieces: inout [Piece], marks: inout Int, glyphs: GlyphSet
    ) {
        marks += 1
        guard marks <= marksPerCell, !glyphs.isASCII, !pieces.isEmpty else { return }
        pieces[pieces.count - 1].text.unicodeScalars.append(scalar)
    }

    private static func cut(
        _ whole: [Piece], _ columns: Int, _ room: Int, _ glyphs: GlyphSet
    ) -> (pieces: [Piece], columns: Int) {
        var pieces = whole
        var used = columns
        while used + 1 > room, let last = pieces.popLast() { used -= last.columns }
        pieces.append(Piece(text: glyphs.ellipsis, columns: 1))
        return (pieces, used + 1)
    }

    private static func replacement(_ glyphs: GlyphSet) -> String { glyphs.isASCII ? "?" : "\u{FFFD}" }

    /// The nearest ASCII character of the punctuation that our own texts use.
    private static func asciiLook(_ scalar: UnicodeScalar) -> String {
        switch scalar {
        case "−", "–", "—", "─", "━", "╌": "-"
        case "→", "»", "›": ">"
        case "←", "«", "‹": "<"
        case "·", "•": "."
        case "…": "~"
        case "’", "‘": "'"
        case "“", "”": "\""
        case "×": "x"
        case "≥": ">"
        case "≤": "<"
        case "│": "|"
        case "\u{A0}": " "
        default: "?"
        }
    }
}
