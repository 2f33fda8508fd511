/// A `keymap.yaml` that cannot be used: where, what and what was expected.
public struct KeymapError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file's path, as it was given.
    public var file: String
    /// From 1; 0 where the file as a whole is meant.
    public var line: Int
    /// What is wrong and what was expected.
    public var reason: String

    /// An error at a line of a file.
    public init(file: String, line: Int, reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    /// `file:line: reason`, as compilers say it.
    public var description: String { line > 0 ? "\(file):\(line): \(reason)" : "\(file): \(reason)" }
}
