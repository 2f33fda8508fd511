/// One alerting or recording rule.
public struct Rule: Sendable {
    /// Whether the rule alerts or records.
    public enum Kind: String, Sendable, Hashable {
        case alert
        case record
    }

    /// What it does.
    public let kind: Kind
    /// The alert's name, or the name of the recorded metric.
    public let name: String
    /// The expression as the file writes it, without blanks around it.
    public let text: String
    /// The expression parsed.
    public let expression: Expression
    /// How long the condition must hold before the alert fires: `for`.
    public let hold: Duration
    /// How long the alert fires on after the condition ended: `keep_firing_for`.
    public let keepFiring: Duration
    /// Labels added, ordered by name; in alerts they are templates.
    public let labels: [(name: String, template: AlertTemplate)]
    /// Annotations, ordered by name.
    public let annotations: [(name: String, template: AlertTemplate)]
    /// The line where the rule begins.
    public let line: Int

    /// The labels of what a recording rule makes of a series.
    public func recorded(_ labels: Labels) -> Labels {
        self.labels.reduce(labels.setting(Labels.nameLabel, to: name)) { $0.setting($1.name, to: $1.template.source) }
    }
}
