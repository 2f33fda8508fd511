/// Why a dashboard ended.
public enum DashboardEnd: Equatable, Sendable {
    /// A person quit by key.
    case quit
    /// The terminal hung up or cannot be read any more.
    case terminalGone
    /// Somebody asked from outside: the signal's number.
    case signalled(Int32)
}
