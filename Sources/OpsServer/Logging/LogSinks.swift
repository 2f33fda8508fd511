import Foundation

/// The sinks of this process: written out when it ends, opened anew when it is told to.
public final class LogSinks: Sendable {
    /// The only one: signals and the end of a process know no particular server.
    public static let shared = LogSinks()

    private struct Member: Sendable {
        weak var sink: LogSink?
    }

    private let members = Guarded<[Member]>([])

    private init() {
        atexit { LogSinks.shared.flush() }
    }

    func add(_ sink: LogSink) {
        members.with { members in
            members.removeAll { $0.sink == nil }
            members.append(Member(sink: sink))
        }
    }

    /// Writes what any sink has gathered.
    public func flush() {
        for sink in current { sink.flush() }
    }

    /// Opens every log file anew, for `logrotate`; what could not be opened, one line each.
    public func reopen() -> [String] {
        current.compactMap { sink in
            do {
                try sink.reopen()
                return nil
            } catch {
                return "\(error)"
            }
        }
    }

    private var current: [LogSink] { members.value.compactMap(\.sink) }
}
