/// One step of `relabel_configs` or `metric_relabel_configs`, as Prometheus 3 defines it.
///
/// The values of the source labels, joined by the separator, are the text that a rule looks at; a pattern matches the
/// whole of it.
public struct RelabelRule: Sendable, Hashable {
    /// What a rule does.
    public enum Action: String, Sendable, Hashable, CaseIterable {
        /// Sets the target label to the replacement where the pattern matches; an empty result removes it.
        case replace
        /// Drops what does not match, or what does.
        case keep, drop
        /// Drops where the text is not the target label's value, or where it is.
        case keepequal, dropequal
        /// Sets the target label to the text's MD5 (its last eight bytes) modulo the modulus.
        case hashmod
        /// Copies each label whose name matches to the name that the replacement makes.
        case labelmap
        /// Removes the labels whose names match, or those whose names do not.
        case labeldrop, labelkeep
        /// Sets the target label to the text in small or capital letters.
        case lowercase, uppercase
    }

    /// What the rule does.
    public let action: Action
    /// Labels whose values are joined; those that are absent count as empty.
    public let sourceLabels: [String]
    /// What stands between them.
    public let separator: String
    /// The pattern as written.
    public var regex: String { pattern.text }
    /// The label that is set; groups of the pattern may stand in it.
    public var targetLabel: String { target.text }
    /// What it is set to; groups of the pattern may stand in it.
    public var replacement: String { filling.text }
    /// What `hashmod` divides by.
    public let modulus: UInt64

    let pattern: RelabelPattern
    let target: RelabelTemplate
    let filling: RelabelTemplate
}

/// A pattern and the text it was made of. Most rules have the default, which takes anything and needs no run.
struct RelabelPattern: Sendable, Hashable {
    static let anything = "(.*)"

    let text: String
    private let pattern: Pattern?

    init(_ text: String) throws(PatternError) {
        self.text = text
        pattern = text == Self.anything ? nil : try Pattern(text)
    }

    var groupNames: [String?] { pattern?.groupNames ?? [nil] }

    func matches(_ subject: String) -> Bool { pattern?.matches(subject) ?? true }

    /// The captured groups, the whole first; nil where it does not match.
    func captures(_ subject: String) -> [String?]? {
        guard let pattern else { return [subject, subject] }
        return pattern.captures(subject)
    }

    static func == (left: Self, right: Self) -> Bool { left.text == right.text }
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
