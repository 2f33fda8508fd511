/// A cell's place: column and row from the top left, counted from zero.
struct Point: Hashable, Sendable {
    var column: Int
    var row: Int

    init(column: Int, row: Int) {
        self.column = column
        self.row = row
    }
}
