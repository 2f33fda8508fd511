import OpsMetrics

extension RuleService: RuleReading {
    func ruleGroups() -> [RuleGroupReading] {
        groups.map { group in
            RuleGroupReading(
                file: group.file, group: group.group,
                alerts: group.group.rules.indices.map { group.state.alerts(of: $0) }, evaluation: group.evaluation)
        }
    }
}
