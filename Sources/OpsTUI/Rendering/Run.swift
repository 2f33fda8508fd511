/// A piece of a row in one style that changed.
struct Run: Hashable, Sendable {
    var row: Int
    var column: Int
    var text: String
    var style: Style
}
