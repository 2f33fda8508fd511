import OpsCore
import OpsMetrics

/// How the evaluation of rules does, under the names that Prometheus gives it.
struct RuleGroupGauges: Sendable {
    private static let all = [
        "prometheus_rule_evaluations_total", "prometheus_rule_evaluation_failures_total",
        "prometheus_rule_group_iterations_total", "prometheus_rule_group_iterations_missed_total",
        "prometheus_rule_group_last_evaluation_timestamp_seconds", "prometheus_rule_group_last_duration_seconds",
        "prometheus_rule_group_last_evaluation_samples", "prometheus_rule_group_interval_seconds",
        "prometheus_rule_group_rules",
    ]

    let registry: MetricRegistry

    /// All files were read and are in force.
    func loaded(at time: WallTime) {
        registry.setGauge("rules_last_reload_successful", [], 1)
        registry.setGauge("rules_last_reload_success_timestamp_seconds", [], Double(time.milliseconds) / 1_000)
    }

    /// Files were read and cannot be used.
    func refused() { registry.setGauge("rules_last_reload_successful", [], 0) }

    /// A group came into force.
    func begin(_ name: String, _ group: RuleGroup) {
        let label = [("rule_group", name)]
        for counter in Self.all.prefix(4) { registry.increment(counter, label, by: 0) }
        registry.setGauge("prometheus_rule_group_interval_seconds", label, group.interval / .seconds(1))
        registry.setGauge("prometheus_rule_group_rules", label, Double(group.rules.count))
    }

    /// A group is in force no more.
    func end(_ name: String) {
        for family in Self.all { registry.remove(family, [("rule_group", name)]) }
    }

    /// Evaluations were due and left out.
    func missed(_ name: String, _ count: Int) {
        let label = [("rule_group", name)]
        registry.increment("prometheus_rule_group_iterations_total", label, by: Double(count))
        registry.increment("prometheus_rule_group_iterations_missed_total", label, by: Double(count))
    }

    /// A group was evaluated.
    func evaluated(_ name: String, rules: Int, _ evaluation: RuleGroupEvaluation, samples: Int) {
        let label = [("rule_group", name)]
        registry.increment("prometheus_rule_group_iterations_total", label)
        registry.increment("prometheus_rule_evaluations_total", label, by: Double(rules))
        registry.increment(
            "prometheus_rule_evaluation_failures_total", label, by: Double(evaluation.failures.count))
        registry.setGauge(
            "prometheus_rule_group_last_evaluation_timestamp_seconds", label,
            Double(evaluation.milliseconds) / 1_000)
        registry.setGauge("prometheus_rule_group_last_duration_seconds", label, evaluation.seconds)
        registry.setGauge("prometheus_rule_group_last_evaluation_samples", label, Double(samples))
    }
}
