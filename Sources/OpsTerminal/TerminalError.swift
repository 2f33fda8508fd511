/// Why no session could be opened.
public enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// This terminal cannot show a dashboard; the reason in words for a person.
    case unusable(reason: String)
    /// The process has a session open already: curses knows one terminal at a time.
    case alreadyOpen
    /// A system call failed.
    case system(operation: String, code: Int32)

    /// One sentence for a person.
    public var description: String {
        switch self {
        case .unusable(let reason): "This terminal cannot show the dashboard: \(reason)."
        case .alreadyOpen: "The terminal is in use by this process already."
        case .system(let operation, let code): "\(operation) failed with error number \(code)."
        }
    }
}
