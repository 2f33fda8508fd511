/// How a run of cells looks.
public struct CellAppearance: Hashable, Sendable {
    public var foreground: TerminalColour
    public var background: TerminalColour
    public var bold: Bool
    public var dim: Bool
    public var underline: Bool
    public var reverse: Bool

    /// An appearance; without arguments, plain text in the terminal's own colours.
    public init(
        foreground: TerminalColour = .standard, background: TerminalColour = .standard, bold: Bool = false,
        dim: Bool = false, underline: Bool = false, reverse: Bool = false
    ) {
        self.foreground = foreground
        self.background = background
        self.bold = bold
        self.dim = dim
        self.underline = underline
        self.reverse = reverse
    }

    /// Plain text in the terminal's own colours.
    public static let plain = CellAppearance()
}
