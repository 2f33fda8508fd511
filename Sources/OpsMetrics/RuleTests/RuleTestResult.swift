/// The outcome of one expectation of a test file.
public struct RuleTestResult: Sendable, Hashable {
    /// What was expected.
    public enum Kind: String, Sendable, Hashable {
        /// The value of an expression.
        case expression
        /// The alerts that fire.
        case alert
        /// The file itself: it could not be read, or one of its rule files could not.
        case file
    }

    /// The test file's name.
    public let file: String
    /// The name of the test in the file, or its number.
    public let test: String
    /// What was expected.
    public let kind: Kind
    /// The expression, or the alert's name; empty for the file itself.
    public let subject: String
    /// The time of evaluation as the file writes it.
    public let evaluationTime: String
    /// The line of the expectation, from 1; 0 where there is none.
    public let line: Int
    /// What should have been there, as promtool writes it; empty where that is nothing.
    public let expected: String
    /// What was there; nil where it could not be found out.
    public let actual: String?
    /// Why it could not be found out.
    public let error: String?

    /// Whether what was there is what was expected.
    public let passed: Bool
}
