/// The memory of one rule group between its evaluations: which alerts are pending or firing, and since when.
///
/// A value: the same evaluations in the same order yield the same alerts. The recorded series, `ALERTS` and
/// `ALERTS_FOR_STATE` go to the engine's store, as in Prometheus, so that later rules and queries see them.
public struct RuleGroupState: Sendable {
    /// The alerts of each rule, by the rule's place in the group.
    private var active: [Int: [Labels: AlertInstance]] = [:]
    /// The series each rule wrote last time; those it no longer writes end.
    private var written: [Int: Set<Labels>] = [:]

    /// No alert yet.
    public init() {}

    /// Every pending or firing alert, in the rules' order, then by labels.
    public var alerts: [AlertInstance] {
        active.keys.sorted().flatMap { rule in
            (active[rule] ?? [:]).values.sorted { $0.labels < $1.labels }
        }
    }

    /// Evaluates every rule of the group in order. A rule that fails is reported and leaves its alerts as they were.
    ///
    /// - Parameters:
    ///   - group: The group, the same each time; after a reload begin with a new state.
    ///   - engine: Evaluates the expressions; its store takes the recorded series.
    ///   - milliseconds: The time of evaluation, milliseconds since 1970, not before the last one.
    ///   - given: What the rules' expressions are worth where that was asked elsewhere, by the rules' places in the group;
    ///     the others are evaluated.
    public mutating func evaluate(
        _ group: RuleGroup, engine: QueryEngine, at milliseconds: Int64, context: RuleContext = RuleContext(),
        given: [Int: Result<QueryValue, any Error>] = [:]
    ) -> RuleEvaluation {
        var evaluation = RuleEvaluation()
        // What a group looks at, and what it writes, lies its offset in the past; alerts live by the clock.
        let seen = milliseconds.subtractingReportingOverflow(group.queryOffset.milliseconds).partialValue
        for (index, rule) in group.rules.enumerated() {
            do {
                let value = try given[index]?.get() ?? engine.instant(rule.expression, at: seen)
                let samples = try RuleGroupState.samples(rule, value)
                switch rule.kind {
                case .record:
                    let recorded = try RuleGroupState.recorded(rule, samples, limit: group.limit)
                    write(recorded, of: index, engine.store, at: seen)
                    evaluation.recorded += recorded
                case .alert:
                    let found = samples.map { sample in
                        let speaks = TemplateContext(
                            labels: sample.labels, value: sample.value, rules: context, milliseconds: milliseconds,
                            query: { try engine.samples(of: $0, at: milliseconds) })
                        return Self.instance(rule, sample, speaks, at: milliseconds)
                    }
                    try update(index, rule, found, limit: group.limit, at: milliseconds, &evaluation)
                    write(alertSeries(index), of: index, engine.store, at: seen)
                }
            } catch {
                evaluation.failures.append(RuleEvaluation.Failure(rule: rule.name, message: "\(error)"))
            }
        }
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
        let recorded = samples.map { sample in
            var labels = sample.labels.setting(Labels.nameLabel, to: rule.name)
            for (name, template) in rule.labels { labels = labels.setting(name, to: template.source) }
            return Sample(labels: labels, value: sample.value)
        }
        try check(recorded.map(\.labels), rule, limit, "series")
        return recorded
    }

    private static func check(_ labels: [Labels], _ rule: Rule, _ limit: Int, _ what: String) throws {
        guard limit == 0 || labels.count <= limit else {
            throw PromQLError("exceeded limit of \(limit) with \(labels.count) \(what)", at: rule.expression.place)
        }
        guard Set(labels).count == labels.count else {
            throw PromQLError(
                "vector contains metrics with the same labelset after applying rule labels", at: rule.expression.place)
        }
    }

    // MARK: Alerts

    private mutating func update(
        _ index: Int, _ rule: Rule, _ found: [AlertInstance], limit: Int, at now: Int64,
        _ evaluation: inout RuleEvaluation
    ) throws {
        do {
            try Self.check(found.map(\.labels), rule, limit, "alerts")
        } catch {
            // Too many alerts are no alerts: as Prometheus does, the rule starts anew once it is mended.
            clear(index, at: now, &evaluation)
            throw error
        }
        var instances = active[index] ?? [:]
        for instance in found {
            guard var known = instances[instance.labels] else {
                instances[instance.labels] = instance
                evaluation.transitions.append(AlertTransition(alert: instance, from: .inactive))
                continue
            }
            known.value = instance.value
            known.annotations = instance.annotations
            instances[instance.labels] = known
        }
        let present = Set(found.map(\.labels))
        for labels in instances.keys.sorted() {
            guard let instance = instances[labels] else { continue }
            let next = Self.advance(instance, rule, holds: present.contains(labels), at: now)
            instances[labels] = next.state == .inactive ? nil : next
            guard next.state != instance.state else { continue }
            evaluation.transitions.append(AlertTransition(alert: next, from: instance.state))
        }
        active[index] = instances
    }

    private mutating func clear(_ index: Int, at now: Int64, _ evaluation: inout RuleEvaluation) {
        for instance in (active.removeValue(forKey: index) ?? [:]).values.sorted(by: { $0.labels < $1.labels }) {
            var ended = instance
            ended.state = .inactive
            ended.resolvedAtMilliseconds = now
            evaluation.transitions.append(AlertTransition(alert: ended, from: instance.state))
        }
    }

    /// The alert that a sample would begin.
    private static func instance(
        _ rule: Rule, _ sample: Sample, _ context: TemplateContext, at now: Int64
    ) -> AlertInstance {
        var labels = sample.labels.withoutName
        for (name, template) in rule.labels { labels = labels.setting(name, to: template.expand(context)) }
        labels = labels.setting("alertname", to: rule.name)
        var annotations: [String: String] = [:]
        for (name, template) in rule.annotations { annotations[name] = template.expand(context) }
        return AlertInstance(
            name: rule.name, labels: labels, annotations: annotations, state: .pending, value: sample.value,
            activeAtMilliseconds: now)
    }

    /// One step of an alert's life: `for` delays firing, `keep_firing_for` delays its end.
    private static func advance(_ instance: AlertInstance, _ rule: Rule, holds: Bool, at now: Int64) -> AlertInstance {
        var next = instance
        if holds {
            next.keptSinceMilliseconds = nil
        } else {
            let keeps = rule.keepFiring.milliseconds
            let since = instance.keptSinceMilliseconds ?? now
            guard instance.state == .firing, keeps > 0, now - since < keeps else {
                next.state = .inactive
                next.resolvedAtMilliseconds = now
                return next
            }
            next.keptSinceMilliseconds = since
        }
        if next.state == .pending, now - next.activeAtMilliseconds >= rule.hold.milliseconds {
            next.state = .firing
            next.firedAtMilliseconds = now
        }
        return next
    }

    private func alertSeries(_ index: Int) -> [Sample] {
        (active[index] ?? [:]).values.flatMap { alert in
            let state = Labels.nameLabel
            let labels = alert.labels
            return [
                Sample(
                    labels: labels.setting(state, to: "ALERTS").setting("alertstate", to: alert.state.rawValue),
                    value: 1),
                Sample(
                    labels: labels.setting(state, to: "ALERTS_FOR_STATE"),
                    value: Double(alert.activeAtMilliseconds / 1_000)),
            ]
        }
    }

    // MARK: Series

    private mutating func write(_ samples: [Sample], of index: Int, _ store: SeriesStore, at milliseconds: Int64) {
        for sample in samples { store.append(sample.labels, at: milliseconds, sample.value) }
        let now = Set(samples.map(\.labels))
        for ended in (written[index] ?? []).subtracting(now) { store.markStale(ended, at: milliseconds) }
        written[index] = now
    }
}
