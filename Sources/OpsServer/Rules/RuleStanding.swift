/// How the rules are now.
struct RuleStanding: Sendable {
    /// Whether a rule could not be evaluated at its last turn.
    var fails = false
    /// Why the rule files cannot be used as they are now; nil where they are in force.
    var loadFault: String?

    var hasFault: Bool { fails || loadFault != nil }
}
