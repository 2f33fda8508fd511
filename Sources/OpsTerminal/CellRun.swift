/// Text of one appearance from one cell on. Each character takes the cells that `CellWidth` says.
public struct CellRun: Hashable, Sendable {
    public var row: Int
    public var column: Int
    public var text: String
    public var appearance: CellAppearance

    /// A run; what lies outside the window is left out when it is drawn.
    public init(row: Int, column: Int, text: String, appearance: CellAppearance = .plain) {
        self.row = row
        self.column = column
        self.text = text
        self.appearance = appearance
    }
}
