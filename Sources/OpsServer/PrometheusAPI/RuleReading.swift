import OpsCore
import OpsMetrics

/// How the rule files stand: what `/api/v1/rules` and `/api/v1/alerts` show. Reads only.
protocol RuleReading: Sendable {
    /// Every group in the order of the files.
    func ruleGroups() async -> [RuleGroupReading]
    /// How the last reading of the files went; known without waiting.
    var standing: Guarded<RuleStanding> { get }
}

/// One group of rules and its last evaluation.
struct RuleGroupReading: Sendable {
    var file: String
    var group: RuleGroup
    /// The pending and firing alerts of each rule.
    var alerts: [[AlertInstance]]
    /// The last evaluation; nil where there was none yet.
    var evaluation: RuleGroupEvaluation?
}

/// When a group was evaluated last, how long that took, and what failed.
struct RuleGroupEvaluation: Sendable {
    /// Milliseconds since the epoch.
    var milliseconds: Int64
    var seconds: Double
    /// Why each rule failed that did, by its place in the group.
    var failures: [Int: String]
    /// The places of those that wait for a target's first answer.
    var waiting: Set<Int> = []
}
