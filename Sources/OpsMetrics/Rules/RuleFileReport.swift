/// What checking a rule file found.
public struct RuleFileReport: Sendable, Hashable {
    /// Rules without a fault.
    public let ruleCount: Int
    /// What is wrong, in the file's order; at most 1,000.
    public let faults: [RuleFileError]
    /// Rules that another rule of the file equals in name and labels, each told once: no fault, but they may write the
    /// same series twice.
    public let duplicates: [String]

    /// The names and labels that more than one rule of a file has.
    static func duplicates(in file: RuleFile) -> [String] {
        var seen: Set<Labels> = []
        var told: Set<Labels> = []
        var duplicates: [String] = []
        for rule in file.groups.flatMap(\.rules) {
            let labels = Labels(name: rule.name, rule.labels.map { ($0.name, $0.template.source) })
            if !seen.insert(labels).inserted, told.insert(labels).inserted { duplicates.append("\(labels)") }
        }
        return duplicates
    }
}
