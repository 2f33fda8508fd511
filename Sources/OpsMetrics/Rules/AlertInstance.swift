/// One alert of one rule: what holds for one set of labels.
public struct AlertInstance: Sendable, Hashable {
    /// The life of an alert, as Prometheus names it.
    public enum State: String, Sendable, Hashable {
        case inactive
        case pending
        case firing
    }

    /// The rule's name.
    public let name: String
    /// What tells it apart, `alertname` and the rule's labels among them.
    public let labels: Labels
    /// The annotations, filled in.
    public internal(set) var annotations: [String: String]
    /// Where it stands.
    public internal(set) var state: State
    /// The expression's value, the last time it held.
    public internal(set) var value: Double
    /// When the condition began to hold, in milliseconds since 1970.
    public internal(set) var activeAtMilliseconds: Int64
    /// When it began to fire, in milliseconds since 1970.
    public internal(set) var firedAtMilliseconds: Int64?
    /// When it ended, in milliseconds since 1970; set in the transition to inactive.
    public internal(set) var resolvedAtMilliseconds: Int64?
    /// Since when it fires only because of `keep_firing_for`, in milliseconds since 1970.
    public internal(set) var keptSinceMilliseconds: Int64?

    /// The same alert with another beginning.
    func activeSince(_ milliseconds: Int64) -> AlertInstance {
        var changed = self
        changed.activeAtMilliseconds = milliseconds
        return changed
    }
}
