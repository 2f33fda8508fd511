/// A cell's place: column and row from the top left, counted from zero.
public struct TerminalPoint: Hashable, Sendable {
    public var column: Int
    public var row: Int

    /// A place; outside the window it means "nowhere".
    public init(column: Int, row: Int) {
        self.column = column
        self.row = row
    }
}
