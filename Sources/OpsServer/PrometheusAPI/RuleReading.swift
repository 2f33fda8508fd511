import OpsMetrics

/// How the rule files stand: what `/api/v1/rules` and `/api/v1/alerts` show. Reads only.
protocol RuleReading: Sendable {
    /// Every group in the order of the files.
    func ruleGroups() async -> [RuleGroupReading]
}

/// One group of rules and its last evaluation.
struct RuleGroupReading: Sendable {
    var file: String
    var group: RuleGroup
    /// Every pending and firing alert of the group.
    var alerts: [AlertInstance]
    /// The last evaluation; nil where there was none yet.
    var evaluation: RuleGroupEvaluation?
}

/// When a group was evaluated last, how long that took, and what failed.
struct RuleGroupEvaluation: Sendable {
    /// Milliseconds since the epoch.
    var milliseconds: Int64
    var seconds: Double
    /// Why each rule failed that did, by name.
    var failures: [String: String]
}
