/// One `NAME=value` of an environment file. Its descriptions hide the value, which may be a secret.
public struct EnvEntry: Equatable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The name, as it stands in the file.
    public var name: String
    /// The value without its quotes; may be a secret.
    public var value: String
    /// From 1.
    public var line: Int

    public init(name: String, value: String, line: Int) {
        self.name = name
        self.value = value
        self.line = line
    }

    public var description: String { "\(name)=[hidden] (line \(line))" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["name": name, "line": line]) }
}

/// What is wrong with an environment file: one problem a line, none showing a value.
public struct EnvFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A faulty line.
    public struct Problem: Equatable, Sendable {
        /// From 1.
        public var line: Int
        /// What was expected.
        public var reason: String
    }

    /// As the caller named it.
    public var file: String
    /// At most 20; the first is the first in the file.
    public var problems: [Problem]

    /// `FILE:LINE: reason`, one line a problem.
    public var description: String {
        problems.map { "\(file):\($0.line): \($0.reason)" }.joined(separator: "\n")
    }
}
