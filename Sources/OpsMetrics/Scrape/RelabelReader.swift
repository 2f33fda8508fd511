import Yams

/// Reads `relabel_configs` and `metric_relabel_configs`, and refuses what Prometheus refuses.
struct RelabelReader {
    private static let fieldNames = [
        "source_labels", "separator", "regex", "modulus", "target_label", "replacement", "action",
    ]
    private static let defaultSeparator = ";"
    private static let defaultReplacement = "$1"

    let yaml: StrictYAML

    func rules(_ node: Node?, _ what: String) throws(RuleFileError) -> [RelabelRule] {
        guard let node else { return [] }
        var rules: [RelabelRule] = []
        for element in try yaml.sequence(node, what) { rules.append(try rule(element)) }
        return rules
    }

    private func rule(_ node: Node) throws(RuleFileError) -> RelabelRule {
        let fields = try yaml.mapping(node, "a relabelling step", allowed: Self.fieldNames)
        let regexText = try text(fields, "regex", otherwise: RelabelPattern.anything)
        let pattern: RelabelPattern
        do {
            pattern = try RelabelPattern(regexText)
        } catch {
            throw yaml.error(fields["regex"] ?? node, "regex: \(error)")
        }
        let rule = RelabelRule(
            action: try action(fields, node), sourceLabels: try sourceLabels(fields["source_labels"]),
            separator: try text(fields, "separator", otherwise: Self.defaultSeparator),
            modulus: try modulus(fields["modulus"]), pattern: pattern,
            target: RelabelTemplate(try text(fields, "target_label", otherwise: "")),
            filling: RelabelTemplate(try text(fields, "replacement", otherwise: Self.defaultReplacement)))
        if let fault = Self.fault(rule) { throw yaml.error(node, fault) }
        return rule
    }

    /// A field that stands there without a value is empty; only one that is not there has its default.
    private func text(_ fields: YAMLFields, _ name: String, otherwise: String) throws(RuleFileError) -> String {
        guard let field = fields.list.first(where: { $0.name == name }) else { return otherwise }
        return try yaml.text(field.value, name)
    }

    private func action(_ fields: YAMLFields, _ node: Node) throws(RuleFileError) -> RelabelRule.Action {
        let name = try text(fields, "action", otherwise: RelabelRule.Action.replace.rawValue)
        if let action = RelabelRule.Action(rawValue: name.lowercased()) { return action }
        let known = RelabelRule.Action.allCases.map(\.rawValue).joined(separator: ", ")
        throw yaml.error(fields["action"] ?? node, "unknown relabel action \"\(name)\", expected one of \(known)")
    }

    private func sourceLabels(_ node: Node?) throws(RuleFileError) -> [String] {
        guard let node else { return [] }
        var names: [String] = []
        for element in try yaml.sequence(node, "source_labels") {
            let name = try yaml.text(element, "source_labels")
            guard !name.isEmpty else { throw yaml.error(element, "source_labels: a label's name must not be empty") }
            names.append(name)
        }
        return names
    }

    private func modulus(_ node: Node?) throws(RuleFileError) -> UInt64 {
        guard let node else { return 0 }
        let text = try yaml.text(node, "modulus")
        guard let modulus = UInt64(text) else {
            throw yaml.error(node, "modulus: expected a whole number, got \"\(text)\"")
        }
        return modulus
    }

    /// What makes no sense about a rule, as Prometheus words it.
    private static func fault(_ rule: RelabelRule) -> String? {
        let action = rule.action.rawValue
        switch rule.action {
        case .keep, .drop: return nil
        case .hashmod:
            if rule.modulus == 0 { return "relabel configuration for hashmod requires non-zero modulus" }
            return needsTarget(rule)
        case .replace: return needsTarget(rule) ?? malformed(rule.target, "target_label", action)
        case .lowercase, .uppercase:
            if let fault = needsTarget(rule) { return fault }
            guard rule.replacement == defaultReplacement else {
                return "'replacement' can not be set for \(action) action"
            }
            return nil
        case .keepequal, .dropequal:
            if let fault = needsTarget(rule) { return fault }
            let isBare =
                rule.regex == RelabelPattern.anything && rule.modulus == 0 && rule.separator == defaultSeparator
                && rule.replacement == defaultReplacement
            return isBare
                ? nil : "\(action) action requires only 'source_labels' and 'target_label', and no other fields"
        case .labelmap: return malformed(rule.filling, "replacement", action)
        case .labeldrop, .labelkeep:
            let isBare =
                rule.sourceLabels.isEmpty && rule.targetLabel.isEmpty && rule.modulus == 0
                && rule.separator == defaultSeparator && rule.replacement == defaultReplacement
            return isBare ? nil : "\(action) action requires only 'regex', and no other fields"
        }
    }

    private static func needsTarget(_ rule: RelabelRule) -> String? {
        let action = rule.action.rawValue
        if rule.targetLabel.isEmpty {
            return "relabel configuration for \(action) action requires 'target_label' value"
        }
        guard rule.action != .replace, rule.target.hasGroups else { return nil }
        return "\"\(rule.targetLabel)\" is invalid 'target_label' for \(action) action"
    }

    /// Any text may name a label, but a dollar sign in it must be that of a group.
    private static func malformed(_ template: RelabelTemplate, _ field: String, _ action: String) -> String? {
        let hasStray = template.parts.contains { part in
            if case .text(let text) = part { text.contains("$") } else { false }
        }
        guard template.text.isEmpty || hasStray else { return nil }
        return "\"\(template.text)\" is invalid '\(field)' for \(action) action"
    }
}
