import Yams

extension RuleFileReader {
    // MARK: Rules

    mutating func rule(_ node: Node, _ place: RulePlace, group: [RuleText]) -> Rule? {
        guard let fields = kept({ try $0.yaml.mapping(node, "a rule", allowed: Self.ruleFields) }) else { return nil }
        let found = faults.count
        let alert = kept { try $0.name(fields["alert"], "alert") } ?? nil
        let record = kept { try $0.name(fields["record"], "record") } ?? nil
        let name = alert ?? record ?? ""
        let place = place.named(name)
        if alert != nil && record != nil { add(place, node, "only one of 'record' and 'alert' must be set") }
        if alert == nil && record == nil { add(place, node, "one of 'record' or 'alert' must be set") }
        let kind: Rule.Kind = alert == nil ? .record : .alert
        let expression = expression(fields["expr"], of: node, place)
        if kind == .record, record != nil { checkRecording(fields, name, place) }
        let hold = kept(at: place) { try $0.duration(fields["for"], "for") } ?? .zero
        let keepFiring = kept(at: place) { try $0.duration(fields["keep_firing_for"], "keep_firing_for") } ?? .zero
        let own = texts(fields["labels"], "label", place)
        let labels = templates(own, "label", alert, place) + inherited(group, own, alert)
        let annotations = templates(texts(fields["annotations"], "annotation", place), "annotation", alert, place)
        guard faults.count == found, let expression else { return nil }
        return Rule(
            kind: kind, name: name, text: expression.text, expression: expression.parsed, hold: hold,
            keepFiring: keepFiring, labels: labels.sorted { $0.name < $1.name },
            annotations: kind == .alert ? annotations.sorted { $0.name < $1.name } : [], line: yaml.line(node))
    }

    mutating func add(_ place: RulePlace, _ node: Node, _ message: String) {
        add(yaml.error(node, message).inside(place.text))
    }

    func name(_ node: Node?, _ field: String) throws(RuleFileError) -> String? {
        guard let node else { return nil }
        let name = try yaml.text(node, field)
        return name.isEmpty ? nil : name
    }

    mutating func checkRecording(_ fields: YAMLFields, _ name: String, _ place: RulePlace) {
        // Any text is a metric's name as of Prometheus 3, but braces are mostly an expression in the wrong place.
        if let node = fields["record"], name.contains("{") || name.contains("}") {
            add(place, node, "braces present in the recording rule name; should it be in expr?: \(name)")
        }
        for field in ["annotations", "for", "keep_firing_for"] {
            guard let found = fields[field], !Self.isEmptyOrZero(found) else { continue }
            add(place, found, "invalid field '\(field)' in recording rule")
        }
    }

    /// `for: 0s` and `annotations: {}` say nothing, so that a recording rule may have them.
    static func isEmptyOrZero(_ node: Node) -> Bool {
        switch node {
        case .scalar(let scalar): PromQLDuration.milliseconds(scalar.string) == 0 || scalar.string == "0"
        case .mapping(let mapping): mapping.isEmpty
        default: false
        }
    }

    mutating func expression(
        _ node: Node?, of rule: Node, _ place: RulePlace
    ) -> (text: String, parsed: Expression)? {
        guard
            let raw = kept(
                at: place,
                { reader in
                    try node.map { node in try reader.yaml.text(node, "expr") } ?? ""
                })
        else { return nil }
        let trimmed = raw.trimmingBlanks
        guard !trimmed.isEmpty else {
            add(place, node ?? rule, "field 'expr' must be set in rule")
            return nil
        }
        do {
            return (trimmed, try PromQL.parse(trimmed))
        } catch {
            add(place, node ?? rule, "could not parse expression: \(error)")
            return nil
        }
    }
}

extension String {
    /// Without blanks and line feeds around it.
    fileprivate var trimmingBlanks: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
