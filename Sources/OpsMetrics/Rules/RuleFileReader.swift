import Yams

/// Turns YAML into rules; every fault names its place.
struct RuleFileReader {
    private static let rootFields = ["groups"]
    private static let groupFields = [
        "name", "interval", "query_offset", "limit", "labels", "rules", "partial_response_strategy",
    ]
    private static let ruleFields = ["record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations"]
    /// Groups and rules of one file at most.
    private static let groupLimit = 100_000

    let yaml: StrictYAML
    let defaultInterval: Duration

    init(file: String, defaultInterval: Duration) {
        yaml = StrictYAML(file: file)
        self.defaultInterval = defaultInterval
    }

    func groups(in text: String) throws(RuleFileError) -> [RuleGroup] {
        guard let root = try yaml.compose(text) else { return [] }
        let fields = try yaml.mapping(root, "the file", allowed: Self.rootFields)
        guard let list = fields["groups"] else { return [] }
        var groups: [RuleGroup] = []
        var names: Set<String> = []
        for node in try yaml.sequence(list, "groups") {
            let group = try group(node)
            guard names.insert(group.name).inserted else {
                throw yaml.error(node, "groupname: \"\(group.name)\" is repeated in the same file")
            }
            guard groups.count < Self.groupLimit else {
                throw yaml.error(node, "the file has more than \(Self.groupLimit) groups")
            }
            groups.append(group)
        }
        return groups
    }

    private func group(_ node: Node) throws(RuleFileError) -> RuleGroup {
        let fields = try yaml.mapping(node, "a group", allowed: Self.groupFields)
        guard let nameNode = fields["name"] else { throw yaml.error(node, "the group has no \"name\"") }
        let name = try yaml.text(nameNode, "name")
        guard !name.isEmpty else { throw yaml.error(nameNode, "groupname must not be empty") }
        let interval = try duration(fields["interval"], "interval")
        let labels = try templates(fields["labels"], "label", alert: nil)
        var rules: [Rule] = []
        if let list = fields["rules"] {
            for rule in try yaml.sequence(list, "rules") { rules.append(try self.rule(rule, group: labels)) }
        }
        return RuleGroup(
            name: name, interval: interval > .zero ? interval : defaultInterval,
            limit: try limit(fields["limit"]), queryOffset: try duration(fields["query_offset"], "query_offset"),
            rules: rules, line: yaml.line(node))
    }

    private func limit(_ node: Node?) throws(RuleFileError) -> Int {
        guard let node else { return 0 }
        guard let limit = Int(try yaml.text(node, "limit")) else {
            throw yaml.error(node, "limit: expected a whole number")
        }
        return max(limit, 0)
    }

    private func duration(_ node: Node?, _ field: String) throws(RuleFileError) -> Duration {
        guard let node else { return .zero }
        return try yaml.duration(node, field)
    }

    private func rule(
        _ node: Node, group: [(name: String, template: AlertTemplate)]
    ) throws(RuleFileError) -> Rule {
        let fields = try yaml.mapping(node, "a rule", allowed: Self.ruleFields)
        let (kind, name) = try identity(fields, node)
        guard let expressionNode = fields["expr"] else { throw yaml.error(node, "field \"expr\" must be set in rule") }
        let expression = try self.expression(expressionNode)
        if kind == .record {
            for field in ["for", "keep_firing_for", "annotations"] {
                guard let found = fields[field], !Self.isEmptyOrZero(found) else { continue }
                throw yaml.error(found, "invalid field \"\(field)\" in recording rule")
            }
        }
        let alert = kind == .alert ? name : nil
        let own = try templates(fields["labels"], "label", alert: alert)
        let inherited = group.filter { entry in !own.contains { $0.name == entry.name } }
        return Rule(
            kind: kind, name: name, text: expression.text, expression: expression.parsed,
            hold: try duration(fields["for"], "for"),
            keepFiring: try duration(fields["keep_firing_for"], "keep_firing_for"),
            labels: (own + inherited).sorted { $0.name < $1.name },
            annotations: try templates(fields["annotations"], "annotation", alert: alert),
            line: yaml.line(node))
    }

    /// `for: 0s` and `annotations: {}` say nothing, so that a recording rule may have them.
    private static func isEmptyOrZero(_ node: Node) -> Bool {
        switch node {
        case .scalar(let scalar): PromQLDuration.milliseconds(scalar.string) == 0 || scalar.string == "0"
        case .mapping(let mapping): mapping.isEmpty
        default: false
        }
    }

    private func identity(_ fields: YAMLFields, _ node: Node) throws(RuleFileError) -> (Rule.Kind, String) {
        let alert = try name(fields["alert"], "alert")
        let record = try name(fields["record"], "record")
        switch (alert, record) {
        case (.some, .some): throw yaml.error(node, "only one of \"record\" and \"alert\" must be set")
        case (nil, nil): throw yaml.error(node, "one of \"record\" or \"alert\" must be set")
        case (.some(let alert), nil): return (.alert, alert)
        case (nil, .some(let record)):
            // Any text is a metric's name as of Prometheus 3, but braces are mostly an expression in the wrong place.
            guard !record.contains("{"), !record.contains("}") else {
                throw yaml.error(
                    fields["record"] ?? node,
                    "braces present in the recording rule name; should it be in expr?: \(record)")
            }
            return (.record, record)
        }
    }

    private func name(_ node: Node?, _ field: String) throws(RuleFileError) -> String? {
        guard let node else { return nil }
        let name = try yaml.text(node, field)
        return name.isEmpty ? nil : name
    }
}

extension RuleFileReader {
    private func expression(_ node: Node) throws(RuleFileError) -> (text: String, parsed: Expression) {
        let raw = try yaml.text(node, "expr")
        let trimmed = String(
            raw.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
        guard !trimmed.isEmpty else { throw yaml.error(node, "field \"expr\" must be set in rule") }
        do {
            return (trimmed, try PromQL.parse(trimmed))
        } catch {
            throw yaml.error(node, "could not parse expression: \(error)")
        }
    }

    private func templates(
        _ node: Node?, _ field: String, alert: String?
    ) throws(RuleFileError) -> [(name: String, template: AlertTemplate)] {
        guard let node else { return [] }
        var found: [(name: String, template: AlertTemplate)] = []
        for (name, text, value) in try yaml.texts(node, "\(field)s") {
            guard !name.isEmpty, name != Labels.nameLabel || field == "annotation" else {
                throw yaml.error(value, "invalid \(field) name: \(name)")
            }
            do {
                found.append(
                    (name, try alert.map { try AlertTemplate(text, alert: $0) } ?? AlertTemplate(literal: text)))
            } catch let failure as TemplateError {
                throw yaml.error(value, "\(field) \(GoQuote.quoted(name)): \(failure.message)")
            } catch {
                throw yaml.error(value, "\(field) \(GoQuote.quoted(name)): malformed template")
            }
        }
        return found.sorted { $0.name < $1.name }
    }
}
