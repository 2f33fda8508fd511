/// What a session found out about its terminal when it opened.
struct TerminalFacts: Hashable, Sendable {
    var isUnicode: Bool
    var colourCount: Int
    var notice: String?
}
