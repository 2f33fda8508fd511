/// What is wrong with a rule file or a test file, and where.
public struct RuleFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file's name.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// The column, from 1; 1 where only the line is known.
    public let column: Int
    /// What is wrong and what was expected.
    public let message: String

    init(file: String, line: Int, column: Int = 1, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }

    /// `file:line:column: message`.
    public var description: String { "\(file):\(line):\(column): \(message)" }
}
