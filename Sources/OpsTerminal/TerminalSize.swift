/// The extent of a terminal's window in character cells.
public struct TerminalSize: Hashable, Sendable {
    /// Cells in a row, 1…1,000.
    public let columns: Int
    /// Rows, 1…500.
    public let rows: Int

    /// A size, cut to the limits above: a terminal may claim any size, and memory follows from it.
    public init(columns: Int, rows: Int) {
        self.columns = min(max(1, columns), 1000)
        self.rows = min(max(1, rows), 500)
    }
}
