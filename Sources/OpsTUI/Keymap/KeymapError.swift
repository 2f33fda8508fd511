/// A `keymap.yaml` that cannot be used: where, what and what was expected.
public struct KeymapError: Error, Equatable, Sendable, CustomStringConvertible {
    public var file: String
    /// From 1; 0 where the file as a whole is meant.
    public var line: Int
    public var reason: String

    public init(file: String, line: Int, reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    public var description: String { line > 0 ? "\(file):\(line): \(reason)" : "\(file): \(reason)" }
}
