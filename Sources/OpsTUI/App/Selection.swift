import OpsCore

/// Which row of a pane is selected: its id, never its place, so that rows may come, go and change order.
struct Selection: Equatable, Sendable {
    /// A selection that the screen made by itself takes no acting key before this much time, so that a key meant for
    /// the row before never meets the new one.
    static let settleSeconds = 0.5

    var id: String
    /// True where no person chose the row.
    var automatic: Bool
    var since: MonotonicTime

    /// True once an acting key may use it.
    func isSettled(at now: MonotonicTime) -> Bool {
        !automatic || now.seconds(since: since) >= Self.settleSeconds
    }
}
