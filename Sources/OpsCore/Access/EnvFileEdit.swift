/// An environment file's text under change: every line that is not touched stays byte for byte, comments included.
public struct EnvFileEdit: Sendable {
    private var lines: [String]
    private let file: String

    /// - Throws: ``EnvFileError`` where the text cannot be read: a faulty file is not edited.
    public init(text: String, file: String = ".env") throws(EnvFileError) {
        _ = try EnvFile.parse(text: text, file: file)
        self.file = file
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
    }

    /// The file as it would be written, with a newline at its end.
    public var text: String { lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n" }

    /// The value of `name`; of several lines the last counts. Nil where there is none.
    public func value(of name: String) -> String? {
        entries.last { $0.name == name }?.value
    }

    /// All names, each once, in their order.
    public var names: [String] {
        var seen: Set<String> = []
        return entries.map(\.name).filter { seen.insert($0).inserted }
    }

    /// Sets `name` in its last line, or in a new one at the end, and removes earlier lines that set it as well.
    public mutating func set(_ name: String, to value: String) {
        let places = places(of: name)
        let line = "\(name)=\(Self.quoted(value))"
        if let last = places.last {
            lines[last] = line
        } else {
            lines.append(line)
        }
        for place in places.dropLast().reversed() { lines.remove(at: place) }
    }

    /// Removes every line that sets `name`; false where there was none.
    @discardableResult
    public mutating func remove(_ name: String) -> Bool {
        let places = places(of: name)
        for place in places.reversed() { lines.remove(at: place) }
        return !places.isEmpty
    }

    private var entries: [EnvEntry] { (try? EnvFile.parse(text: text, file: file)) ?? [] }

    private func places(of name: String) -> [Int] {
        entries.filter { $0.name == name }.map { $0.line - 1 }
    }

    /// The value as ``EnvFile`` reads it back: bare where nothing in it needs quotes.
    private static func quoted(_ value: String) -> String {
        if value.utf8.allSatisfy({ Ascii.isTokenByte($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ",") }) {
            return value
        }
        if !value.contains("'") { return "'\(value)'" }
        let escaped = value.reduce(into: "") { $0 += "\\\"$".contains($1) ? "\\\($1)" : "\($1)" }
        return "\"\(escaped)\""
    }
}
