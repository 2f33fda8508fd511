extension RuleGroupState {
    /// How long an alert that fired is remembered after its end, as in Prometheus: 15 minutes.
    public static let resolvedRetention: Duration = .seconds(900)
    /// Alerts remembered after their end at most; the oldest go first.
    public static let resolvedLimit = 10_000
    /// Alerts of one rule at most where its group has no limit.
    public static let alertLimit = 10_000
    /// Bytes of labels and annotations that one rule's alerts may have together: 16 MiB.
    public static let textLimit = 16 << 20

    /// Alerts that fired and ended in the last 15 minutes, in the order of their end.
    public var resolved: [AlertInstance] { ended }

    /// The alerts that samples would begin. What would be far too many is refused before their texts are written.
    mutating func instances(
        _ index: Int, _ rule: Rule, _ samples: [Sample], limit: Int, engine: QueryEngine, at now: Int64,
        _ plan: RulePlan, _ evaluation: inout RuleEvaluation
    ) throws -> [AlertInstance] {
        func refusal(_ message: String) -> any Error {
            clear(index, at: now, &evaluation)
            return PromQLError(message, at: rule.expression.place)
        }
        guard limit > 0 || samples.count <= Self.alertLimit else {
            throw refusal(
                "exceeded limit of \(Self.alertLimit) with \(samples.count) alerts; a group without a limit has this one"
            )
        }
        let ask = plan.query ?? { try engine.within(plan.deadline, for: rule.expression).samples(of: $0, at: $1) }
        var bytes = 0
        let instances = try samples.map { sample in
            let speaks = TemplateContext(
                labels: sample.labels, value: sample.value, rules: plan.context, milliseconds: now,
                deadline: plan.deadline, query: { try ask($0, now) })
            let instance = Self.instance(rule, sample, speaks, at: now)
            bytes += instance.annotations.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
            bytes += instance.labels.pairs.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
            guard bytes <= Self.textLimit else {
                throw refusal("the alerts' labels and annotations are longer than \(Self.textLimit) bytes together")
            }
            return instance
        }
        // Templates that had no time left have written that in their labels: these would be other alerts.
        _ = try engine.within(plan.deadline, for: rule.expression)
        return instances
    }

    mutating func update(
        _ index: Int, _ rule: Rule, _ found: [AlertInstance], limit: Int, at now: Int64,
        _ evaluation: inout RuleEvaluation
    ) throws {
        try Self.checkUnique(found.map(\.labels), rule, "alert")
        let before = evaluation.transitions.count
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
        guard limit == 0 || instances.count <= limit else {
            // Too many alerts are no alerts: as Prometheus does, the rule starts anew once it is mended.
            evaluation.transitions.removeLast(evaluation.transitions.count - before)
            clear(index, at: now, &evaluation)
            throw PromQLError("exceeded limit of \(limit) with \(instances.count) alerts", at: rule.expression.place)
        }
        active[index] = instances
        remember(evaluation.transitions[before...].filter { $0.from == .firing && $0.to == .inactive }, at: now)
    }

    private mutating func clear(_ index: Int, at now: Int64, _ evaluation: inout RuleEvaluation) {
        for instance in (active.removeValue(forKey: index) ?? [:]).values.sorted(by: { $0.labels < $1.labels }) {
            var ended = instance
            ended.state = .inactive
            ended.resolvedAtMilliseconds = now
            evaluation.transitions.append(AlertTransition(alert: ended, from: instance.state))
        }
    }

    private mutating func remember(_ over: [AlertTransition], at now: Int64) {
        guard !over.isEmpty else { return }
        let kept = now.subtractingReportingOverflow(Self.resolvedRetention.milliseconds).partialValue
        let again = Set(over.map(\.alert.labels))
        ended.removeAll { again.contains($0.labels) || ($0.resolvedAtMilliseconds ?? 0) < kept }
        ended += over.map(\.alert)
        ended.removeFirst(max(ended.count - Self.resolvedLimit, 0))
    }

    /// The alert that a sample would begin.
    static func instance(
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

    /// What the alerts of a rule look like as series.
    func alertSeries(_ index: Int) -> [Sample] {
        (active[index] ?? [:]).values.flatMap { alert in
            let state = Labels.nameLabel
            let labels = alert.labels
            return [
                Sample(
                    labels: labels.setting(state, to: "ALERTS").setting("alertstate", to: alert.state.rawValue),
                    value: 1),
                Sample(
                    labels: labels.setting(state, to: RuleRestoration.seriesName),
                    value: Double(alert.activeAtMilliseconds / 1_000)),
            ]
        }
    }
}
