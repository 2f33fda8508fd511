import Logging
import OpsCore

/// A log record as one line of JSON (CONTRACT rows A8, C6, B7).
enum LogLine {
    /// Characters of one text value; what is longer is cut.
    static let valueLimit = 4096

    /// Names whose values are never written, whatever they hold.
    private static let hiddenNames: Set<String> = [
        "authorization", "cookie", "key", "admin_key", "api_key", "x-api-key", "x-admin-key", "password", "secret",
        "token",
    ]

    /// The line, without its newline. Fields in a fixed order first, then the metadata sorted by name.
    static func encode(
        at time: WallTime, level: Logger.Level, label: String, message: String, metadata: Logger.Metadata
    ) -> String {
        var line = "{\"timestamp\":\"\(ISO8601.text(of: time))\",\"level\":\"\(level.rawValue)\",\"logger\":"
        line += quoted(label)
        line += ",\"message\":"
        line += quoted(message)
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) where !reserved.contains(name) {
            line += ",\(JSONText.quoted(name)):"
            line += text(of: value, name: name)
        }
        return line + "}"
    }

    /// The line of a request: the same fields first, then its own.
    static func encode(_ line: RequestLine, at time: WallTime, level: Logger.Level, label: String) -> [UInt8] {
        var text = LogText()
        text.raw(#"{"timestamp":"#)
        text.time(time)
        text.raw(#","level":"#)
        text.known(level.rawValue)
        text.raw(#","logger":"#)
        text.quoted(label)
        text.raw(#","message":"request""#)
        line.write(to: &text)
        text.raw("}")
        return text.bytes
    }

    /// The handler's metadata, the provider's and the record's own, the later winning.
    static func fields(
        of event: LogEvent, _ metadata: Logger.Metadata, _ provider: Logger.MetadataProvider?
    ) -> Logger.Metadata {
        var fields = metadata
        if let provided = provider?.get() { fields.merge(provided) { _, new in new } }
        let own = RequestLine.carried(by: event.metadata)?.metadata ?? event.metadata
        if let own { fields.merge(own) { _, new in new } }
        if let error = event.error { fields["error"] = .string(String(describing: error)) }
        return fields
    }

    /// True for names whose values are never written.
    static func isHidden(_ name: String) -> Bool { hiddenNames.contains(name.lowercased()) }

    /// `text` without secrets, without what could break a line or a terminal, and not too long.
    static func safe(_ text: String) -> String { SafeText.clean(Redactor.redact(text), limit: valueLimit) }

    private static let reserved: Set<String> = ["timestamp", "level", "logger", "message"]

    private static func text(of value: Logger.MetadataValue, name: String) -> String {
        if isHidden(name) { return "\"[hidden]\"" }
        switch value {
        case .string(let text): return quoted(name == "path" ? LoggedPath.safe(text) : text)
        case .stringConvertible(let value): return number(value) ?? quoted(value.description)
        case .array(let values): return "[" + values.map { text(of: $0, name: "") }.joined(separator: ",") + "]"
        case .dictionary(let values):
            let members = values.sorted { $0.key < $1.key }
                .map { "\(JSONText.quoted($0.key)):\(text(of: $0.value, name: $0.key))" }
            return "{" + members.joined(separator: ",") + "}"
        }
    }

    /// A number as JSON writes it; nil for anything else and for what JSON cannot hold.
    private static func number(_ value: any CustomStringConvertible) -> String? {
        switch value {
        case let value as any BinaryInteger: value.description
        case let value as Double where value.isFinite: value.description
        case let value as Bool: value.description
        default: nil
        }
    }

    private static func quoted(_ text: String) -> String {
        JSONText.quoted(safe(text))
    }
}
