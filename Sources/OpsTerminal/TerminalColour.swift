/// A colour as asked for. The session shows the nearest one that the terminal has.
public enum TerminalColour: Hashable, Sendable {
    /// The terminal's own foreground or background.
    case standard
    /// A colour of the terminal's palette, 0…255: 0–15 are the person's own, 16–255 are xterm's cube and greys.
    case index(Int)
    /// A colour by its parts, 0…255 each.
    case rgb(UInt8, UInt8, UInt8)
}
