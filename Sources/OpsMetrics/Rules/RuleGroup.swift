/// Rules evaluated together, in order, at one interval.
public struct RuleGroup: Sendable {
    /// The group's name, unique in its file.
    public let name: String
    /// Time between evaluations; one minute where the file names none.
    public let interval: Duration
    /// Series or alerts one rule may yield at most; 0 means any number.
    public let limit: Int
    /// How far in the past the rules look, so that late samples are there: `query_offset`.
    public let queryOffset: Duration
    /// The rules in order.
    public let rules: [Rule]
    /// The line where the group begins.
    public let line: Int
}
