/// One cell of a canvas. The right half of a wide character is a cell with empty text.
struct Cell: Hashable, Sendable {
    var text: String
    var style: Style

    /// Nothing here.
    static let blank = Cell(text: " ", style: .plain)

    /// Whether this is the right half of the wide character before it.
    var isContinuation: Bool { text.isEmpty }
}
