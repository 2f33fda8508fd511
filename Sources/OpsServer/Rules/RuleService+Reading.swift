import OpsMetrics

extension RuleService: RuleReading {
    func ruleGroups() -> [RuleGroupReading] {
        groups.map { group in
            RuleGroupReading(
                file: group.file, group: group.group, alerts: group.state.alerts, evaluation: group.evaluation)
        }
    }
}
