/// How a child ended.
public enum ChildExit: Sendable, Equatable, CustomStringConvertible {
    /// It ended by itself with this status.
    case status(Int32)
    /// This signal ended it.
    case signal(Int32)

    /// Reads the status word of `waitpid` (low 7 bits the signal, next byte the status).
    init(waitStatus: Int32) {
        let signal = waitStatus & 0x7f
        self = signal == 0 ? .status((waitStatus >> 8) & 0xff) : .signal(signal)
    }

    public var description: String {
        switch self {
        case .status(let code): "status \(code)"
        case .signal(let number): "signal \(number)"
        }
    }
}
