extension RuleGroupState {
    /// The state of a group after its file was read anew.
    ///
    /// A rule keeps its alerts and its series where the old group had one of the same name and labels; of several such
    /// rules the first goes to the first. The series of rules that are gone end at the next evaluation. A group that is
    /// the same as before may simply keep its state.
    ///
    /// - Parameters:
    ///   - group: The group as it is now.
    ///   - previous: The group as it was, of the same file and name.
    public func carryingOver(to group: RuleGroup, from previous: RuleGroup) -> RuleGroupState {
        var next = self
        (next.active, next.written, next.restored) = ([:], [:], [:])
        var places: [RuleIdentity: [Int]] = [:]
        for (index, rule) in previous.rules.enumerated() { places[RuleIdentity(rule), default: []].append(index) }
        for (index, rule) in group.rules.enumerated() {
            guard let old = places[RuleIdentity(rule)]?.first else { continue }
            places[RuleIdentity(rule)]?.removeFirst()
            next.active[index] = active[old]
            next.written[index] = written[old]
            next.restored[index] = restored[old]
        }
        for old in places.values.flatMap({ $0 }) { next.orphans.formUnion(written[old] ?? []) }
        return next
    }

    /// Ends every series that the group wrote, right after what it wrote last: call it when a reload took the group away. A
    /// group that takes its place may write at once.
    ///
    /// - Parameters:
    ///   - store: Where the series are.
    ///   - milliseconds: The time now, milliseconds since 1970.
    /// - Returns: The alerts that end with the group, as changes to inactive.
    @discardableResult
    public mutating func end(in store: SeriesStore, at milliseconds: Int64) -> [AlertTransition] {
        for labels in written.values.reduce(orphans, { $0.union($1) }) { store.markStale(labels, at: nil) }
        let transitions = alerts.map { alert in
            var ended = alert
            ended.state = .inactive
            ended.resolvedAtMilliseconds = milliseconds
            return AlertTransition(alert: ended, from: alert.state)
        }
        (active, written, orphans) = ([:], [:], [])
        return transitions
    }

    /// What makes two rules the same over a reload, whatever their expressions.
    private struct RuleIdentity: Hashable {
        let kind: Rule.Kind
        let name: String
        let labels: [String: String]

        init(_ rule: Rule) {
            (kind, name) = (rule.kind, rule.name)
            labels = Dictionary(rule.labels.map { ($0.name, $0.template.source) }) { $1 }
        }
    }
}
