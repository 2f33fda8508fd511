/// What one evaluation of a group yielded.
public struct RuleEvaluation: Sendable {
    /// A rule that could not be evaluated; its alerts stay as they were.
    public struct Failure: Sendable, Hashable {
        /// The rule's place in the group; several rules may have one name.
        public let index: Int
        /// The rule's name.
        public let rule: String
        /// Why.
        public let message: String
    }

    /// What recording rules yielded; already in the store.
    public internal(set) var recorded: [Sample] = []
    /// Every pending or firing alert now, in the rules' order, then by labels.
    public internal(set) var alerts: [AlertInstance] = []
    /// What changed since the last evaluation, in the order it changed.
    public internal(set) var transitions: [AlertTransition] = []
    /// Rules that failed.
    public internal(set) var failures: [Failure] = []
}
