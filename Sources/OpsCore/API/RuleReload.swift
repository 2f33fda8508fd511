/// What `POST /-/reload` came to: the rules in force.
public struct RuleReload: Codable, Equatable, Sendable {
    /// Groups of rules.
    public var groups: Int
    /// Alerting and recording rules.
    public var rules: Int
    /// Files that hold them.
    public var files: Int

    public init(groups: Int, rules: Int, files: Int) {
        self.groups = groups
        self.rules = rules
        self.files = files
    }
}
