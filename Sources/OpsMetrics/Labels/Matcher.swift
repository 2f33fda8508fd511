/// One condition on a label of a series: `name="value"` and its three relatives.
///
/// An absent label counts as the empty string, and patterns match the whole value, as in Prometheus.
public struct Matcher: Sendable, Hashable {
    /// How the label's value is compared.
    public enum Operation: String, Sendable, Hashable {
        case equal = "="
        case notEqual = "!="
        case matches = "=~"
        case notMatches = "!~"
    }

    /// The label's name.
    public let name: String
    /// How the value is compared.
    public let operation: Operation
    /// The value or pattern compared with.
    public let value: String
    /// The pattern of `=~` and `!~`.
    public let pattern: Pattern?

    /// A condition on the label `name`.
    ///
    /// - Throws: `PatternError` where the pattern of `=~` or `!~` is not an RE2 expression this library understands.
    public init(_ name: String, _ operation: Operation, _ value: String) throws(PatternError) {
        self.name = name
        self.operation = operation
        self.value = value
        switch operation {
        case .equal, .notEqual: pattern = nil
        case .matches, .notMatches: pattern = try Pattern(value)
        }
    }

    /// The condition that the label equals the value.
    public static func equal(_ name: String, _ value: String) -> Matcher {
        Matcher(name: name, equals: value)
    }

    private init(name: String, equals value: String) {
        self.name = name
        self.operation = .equal
        self.value = value
        pattern = nil
    }

    /// Whether a label's value (empty where the label is absent) fulfils the condition.
    public func matches(_ candidate: String) -> Bool {
        switch operation {
        case .equal: candidate.hasBytes(of: value)
        case .notEqual: !candidate.hasBytes(of: value)
        case .matches: pattern?.matches(candidate) ?? false
        case .notMatches: !(pattern?.matches(candidate) ?? true)
        }
    }

    /// Whether a series fulfils the condition.
    public func matches(_ labels: Labels) -> Bool {
        matches(labels[name] ?? "")
    }

    public static func == (left: Matcher, right: Matcher) -> Bool {
        left.name == right.name && left.operation == right.operation && left.value.hasBytes(of: right.value)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(operation)
        hasher.combine(value)
    }
}
