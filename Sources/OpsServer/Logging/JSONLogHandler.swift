import Logging
import OpsCore

/// A swift-log backend: one JSON object a record, one record a line, every text through the ``Redactor``.
///
/// Fields: `timestamp`, `level`, `logger`, `message`, then the metadata's own names (`request_id`, `method`, `path`,
/// `status_code`, `duration_ms`, …; CONTRACT row C6). Numbers stay numbers.
public struct JSONLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let sink: LogSink
    private let clock: any OpsClock

    /// - Parameters:
    ///   - label: the `logger` field.
    ///   - sink: where the lines go.
    ///   - level: records below it are dropped.
    ///   - clock: for `timestamp`.
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
        if let line = RequestLine.carried(by: event.metadata), metadata.isEmpty, metadataProvider == nil {
            return sink.write(LogLine.encode(line, at: clock.wall, level: event.level, label: label), urgent: false)
        }
        sink.write(
            LogLine.encode(
                at: clock.wall, level: event.level, label: label, message: event.message.description,
                metadata: LogLine.fields(of: event, metadata, metadataProvider)),
            urgent: event.level >= .error)
    }
}
