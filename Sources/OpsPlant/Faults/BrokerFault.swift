/// What can go wrong with a broker that is ours to harm.
public enum BrokerFault: Equatable, Sendable {
    /// It hangs with its connections open for so many seconds (SIGSTOP, then SIGCONT).
    case frozen(seconds: Double)
    /// It dies at once (SIGKILL); whoever watches it starts it again.
    case killed

    /// Reads `frozen=SECONDS` (0.1 … 600) or `killed`; nil for anything else.
    public init?(parsing text: String) {
        if text == "killed" {
            self = .killed
        } else if text.hasPrefix("frozen="), let seconds = Double(text.dropFirst(7)), (0.1...600).contains(seconds) {
            self = .frozen(seconds: seconds)
        } else {
            return nil
        }
    }

    /// As ``init(parsing:)`` reads it.
    public var text: String {
        switch self {
        case .frozen(let seconds): "frozen=\(seconds)"
        case .killed: "killed"
        }
    }
}
