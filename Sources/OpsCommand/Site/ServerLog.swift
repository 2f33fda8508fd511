import Logging
import OpsServer

/// The logger of a server: one line a record, JSON unless text was asked for, to a file or standard error.
enum ServerLog {
    static func logger(path: String?, level: Logger.Level = .info, json: Bool = true) throws -> Logger {
        let sink = try path.map { try LogSink(path: $0) } ?? LogSink()
        return Logger(label: "opstui") { label -> any LogHandler in
            json
                ? JSONLogHandler(label: label, sink: sink, level: level)
                : TextLogHandler(label: label, sink: sink, level: level)
        }
    }
}
