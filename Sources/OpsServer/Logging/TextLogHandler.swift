import Logging
import OpsCore

/// A swift-log backend for people (`LOG_FORMAT=text`): one line a record, every text through the ``Redactor``.
///
/// `2026-11-21T03:00:00.000Z error edge: request failed path=/valves request_id=…`
public struct TextLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let sink: LogSink
    private let clock: any OpsClock

    /// - Parameters:
    ///   - label: the logger's name.
    ///   - sink: where the lines go.
    ///   - level: records below it are dropped.
    ///   - clock: for the time.
    public init(label: String, sink: LogSink, level: Logger.Level = .info, clock: any OpsClock = SystemClock()) {
        self.label = label
        self.sink = sink
        self.clock = clock
        logLevel = level
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let fields = LogLine.fields(of: event, metadata, metadataProvider)
        var line = "\(ISO8601.text(of: clock.wall)) \(event.level.rawValue) "
        line += "\(LogLine.safe(label)): \(LogLine.safe(event.message.description))"
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            let text = LogLine.isHidden(name) ? "[hidden]" : LogLine.safe("\(value)")
            line += " \(LogLine.safe(name))=\(text.contains(" ") ? JSONText.quoted(text) : text)"
        }
        sink.write(line, urgent: event.level >= .error)
    }
}
