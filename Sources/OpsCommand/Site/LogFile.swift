import Logging
import OpsServer

/// The logger of a server: one JSON line a record, to a file or standard error.
enum ServerLog {
    static func logger(path: String?, level: Logger.Level) throws -> Logger {
        let sink = try path.map { try LogSink(path: $0) } ?? LogSink()
        return Logger(label: "opstui") { JSONLogHandler(label: $0, sink: sink, level: level) }
    }
}
