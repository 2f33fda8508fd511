/// The memory of one rule group between its evaluations: which alerts are pending or firing, and since when.
///
/// A value: the same evaluations in the same order yield the same alerts. The recorded series, `ALERTS` and
/// `ALERTS_FOR_STATE` go to the engine's store, as in Prometheus, so that later rules and queries see them.
public struct RuleGroupState: Sendable {
    /// The alerts of each rule, by the rule's place in the group.
    var active: [Int: [Labels: AlertInstance]] = [:]
    /// The series each rule wrote last time; those it no longer writes end.
    var written: [Int: Set<Labels>] = [:]
    /// Series of rules that a reload took away; they end at the next evaluation.
    var orphans: Set<Labels> = []
    /// Alerts that fired and ended, oldest first.
    var ended: [AlertInstance] = []
    /// How the `for` states of an earlier run are taken up; nil once that is done.
    var restoration: RuleRestoration?
    /// How far that is with each rule.
    var restored: [Int: RuleRestoration.Progress] = [:]

    /// No alert yet.
    public init() {}

    /// No alert yet; each rule's second evaluation takes up from the store how long its alerts were pending before a
    /// restart, and later ones those of alerts that come within the restoration's warm-up.
    ///
    /// Until then the alerts' own series are not written, so that they do not hide what is to be read. The first
    /// evaluation may come before the data that rules look at, so that one is waited for, as Prometheus does.
    public init(restoring restoration: RuleRestoration) {
        self.restoration = restoration
    }

    /// Every pending or firing alert, in the rules' order, then by labels.
    public var alerts: [AlertInstance] {
        active.keys.sorted().flatMap { alerts(of: $0) }
    }

    /// The pending and firing alerts of the rule at a place of the group, by labels.
    public func alerts(of rule: Int) -> [AlertInstance] {
        (active[rule] ?? [:]).values.sorted { $0.labels < $1.labels }
    }

    /// Evaluates every rule of the group in order. A rule that fails is reported and leaves its alerts as they were; one whose
    /// samples the store refuses is reported too.
    ///
    /// - Parameters:
    ///   - group: The group, the same each time; after a reload begin with `carryingOver(to:from:)`.
    ///   - engine: Evaluates the expressions; its store takes the recorded series.
    ///   - milliseconds: The time of evaluation, milliseconds since 1970, not before the last one.
    ///   - plan: What was asked already, what is left out, and when the evaluation must end.
    public mutating func evaluate(
        _ group: RuleGroup, engine: QueryEngine, at milliseconds: Int64, plan: RulePlan = RulePlan()
    ) -> RuleEvaluation {
        var evaluation = RuleEvaluation()
        // What a group looks at, and what it writes, lies its offset in the past; alerts live by the clock.
        let seen = milliseconds.subtractingReportingOverflow(group.queryOffset.milliseconds).partialValue
        for (index, rule) in group.rules.enumerated() where !plan.waiting.contains(index) {
            if plan.isCancelled() { break }
            do {
                // What was asked already takes none of the group's time.
                let value =
                    try plan.given[index]?.get()
                    ?? engine.within(plan.deadline, for: rule.expression).instant(rule.expression, at: seen)
                let samples = try RuleGroupState.samples(rule, value)
                switch rule.kind {
                case .record:
                    let recorded = try RuleGroupState.recorded(rule, samples, limit: group.limit)
                    evaluation.recorded += recorded
                    try write(recorded, of: index, engine.store, at: seen, sparesReserve: plan.sparesReserve)
                case .alert:
                    let found = try instances(
                        index, rule, samples, limit: group.limit, engine: engine, at: milliseconds, plan, &evaluation)
                    let before = evaluation.transitions.count
                    try update(index, rule, found, limit: group.limit, at: milliseconds, &evaluation)
                    let changes = evaluation.transitions[before...]
                    restore(index, rule, changes, from: engine.store, at: milliseconds)
                    if !isUnread(index) { try write(alertSeries(index), of: index, engine.store, at: seen) }
                }
            } catch {
                evaluation.failures.append(
                    RuleEvaluation.Failure(index: index, rule: rule.name, message: "\(error)"))
            }
        }
        endOrphans(engine.store, at: seen)
        endRestoration(of: group, at: milliseconds)
        evaluation.alerts = alerts
        return evaluation
    }

    private static func samples(_ rule: Rule, _ value: QueryValue) throws -> [Sample] {
        switch value {
        case .vector(let samples): return samples
        case .scalar(let value): return [Sample(labels: .none, value: value)]
        case .matrix, .string:
            throw PromQLError("rule result is not a vector or scalar", at: rule.expression.place)
        }
    }

    private static func recorded(_ rule: Rule, _ samples: [Sample], limit: Int) throws -> [Sample] {
        let recorded = samples.map { Sample(labels: rule.recorded($0.labels), value: $0.value) }
        try checkUnique(recorded.map(\.labels), rule, "rule")
        guard limit == 0 || recorded.count <= limit else {
            throw PromQLError("exceeded limit of \(limit) with \(recorded.count) series", at: rule.expression.place)
        }
        return recorded
    }

    static func checkUnique(_ labels: [Labels], _ rule: Rule, _ what: String) throws {
        guard Set(labels).count == labels.count else {
            throw PromQLError(
                "vector contains metrics with the same labelset after applying \(what) labels",
                at: rule.expression.place)
        }
    }

    // MARK: Series

    private mutating func write(
        _ samples: [Sample], of index: Int, _ store: SeriesStore, at milliseconds: Int64, sparesReserve: Bool = false
    ) throws(RuleWriteError) {
        let refused = store.append(samples, at: milliseconds, sparesReserve: sparesReserve)
        let now = Set(samples.map(\.labels))
        orphans.subtract(now)
        for ended in (written[index] ?? []).subtracting(now) { store.markStale(ended, at: milliseconds) }
        written[index] = now
        if !refused.isEmpty { throw RuleWriteError(refused: refused, count: samples.count) }
    }

    private mutating func endOrphans(_ store: SeriesStore, at milliseconds: Int64) {
        for labels in orphans { store.markStale(labels, at: milliseconds) }
        orphans = []
    }
}
