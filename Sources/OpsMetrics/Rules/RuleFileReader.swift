import Yams

/// Turns YAML into rules; every fault names its line.
struct RuleFileReader {
    private static let groupFields: Set<String> = ["name", "interval", "limit", "rules", "labels", "query_offset"]
    private static let ruleFields: Set<String> = [
        "alert", "record", "expr", "for", "keep_firing_for", "labels", "annotations",
    ]
    private static let rootFields: Set<String> = ["groups"]

    let file: String
    let defaultInterval: Duration

    func groups(in text: String) throws(RuleFileError) -> [RuleGroup] {
        guard let root = try compose(text) else { return [] }
        let fields = try mapping(root, "the file", allowed: Self.rootFields)
        guard let list = fields["groups"] else { return [] }
        var groups: [RuleGroup] = []
        for node in try sequence(list, "groups") {
            let group = try group(node)
            guard !groups.contains(where: { $0.name == group.name }) else {
                throw error(node, "groupname: \"\(group.name)\" is repeated in the same file")
            }
            groups.append(group)
        }
        return groups
    }

    private func compose(_ text: String) throws(RuleFileError) -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw syntaxError(error)
        } catch {
            throw RuleFileError(file: file, line: 1, message: "the file is no YAML")
        }
    }

    private func syntaxError(_ error: YamlError) -> RuleFileError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return RuleFileError(file: file, line: mark.line, message: problem)
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.joined(separator: ", ")
            return RuleFileError(file: file, line: context.mark.line, message: "fields occur twice: \(names)")
        default:
            return RuleFileError(file: file, line: 1, message: "the file is no YAML")
        }
    }

    private func group(_ node: Node) throws(RuleFileError) -> RuleGroup {
        let fields = try mapping(node, "a group", allowed: Self.groupFields)
        for unsupported in ["labels", "query_offset"] {
            if let found = fields[unsupported] {
                throw error(found, "a group's \"\(unsupported)\" is not supported here; give it to each rule instead")
            }
        }
        guard let nameNode = fields["name"] else { throw error(node, "the group has no \"name\"") }
        let name = try text(nameNode, "name")
        guard !name.isEmpty else { throw error(nameNode, "groupname must not be empty") }
        let interval = try fields["interval"].map { node throws(RuleFileError) in try duration(node, "interval") }
        guard interval.map({ $0 > .zero }) ?? true else {
            throw error(node, "interval: expected a duration above zero")
        }
        var rules: [Rule] = []
        if let list = fields["rules"] {
            for rule in try sequence(list, "rules") { rules.append(try self.rule(rule)) }
        }
        return RuleGroup(
            name: name, interval: interval ?? defaultInterval, limit: try limit(fields["limit"]), rules: rules,
            line: line(node))
    }

    private func limit(_ node: Node?) throws(RuleFileError) -> Int {
        guard let node else { return 0 }
        guard let limit = node.int, limit >= 0 else { throw error(node, "limit: expected a whole number") }
        return limit
    }

    private func rule(_ node: Node) throws(RuleFileError) -> Rule {
        let fields = try mapping(node, "a rule", allowed: Self.ruleFields)
        let (kind, name) = try identity(fields, node)
        guard let expressionNode = fields["expr"] else { throw error(node, "field \"expr\" must be set in rule") }
        let expression = try self.expression(expressionNode)
        if kind == .record {
            for field in ["for", "keep_firing_for", "annotations"] {
                if let found = fields[field] { throw error(found, "invalid field \"\(field)\" in recording rule") }
            }
        }
        return Rule(
            kind: kind, name: name, text: expression.text, expression: expression.parsed,
            hold: try fields["for"].map { node throws(RuleFileError) in try duration(node, "for") } ?? .zero,
            keepFiring: try fields["keep_firing_for"].map { node throws(RuleFileError) in
                try duration(node, "keep_firing_for")
            } ?? .zero, labels: try templates(fields["labels"], "labels"),
            annotations: try templates(fields["annotations"], "annotations"), line: line(node))
    }

    private func identity(_ fields: [String: Node], _ node: Node) throws(RuleFileError) -> (Rule.Kind, String) {
        switch (fields["alert"], fields["record"]) {
        case (.some, .some): throw error(node, "only one of \"record\" and \"alert\" must be set")
        case (nil, nil): throw error(node, "one of \"record\" or \"alert\" must be set")
        case (.some(let alert), nil):
            let name = try text(alert, "alert")
            guard !name.isEmpty else { throw error(alert, "alert: expected a name") }
            return (.alert, name)
        case (nil, .some(let record)):
            let name = try text(record, "record")
            guard MetricName.isValid(name) else { throw error(record, "invalid recording rule name: \"\(name)\"") }
            return (.record, name)
        }
    }

    private func expression(_ node: Node) throws(RuleFileError) -> (text: String, parsed: Expression) {
        let raw = try text(node, "expr")
        let trimmed = String(
            raw.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
        do {
            let parsed = try PromQL.parse(trimmed)
            guard parsed.type == .vector || parsed.type == .scalar else {
                throw PromQLError(
                    "expected an instant vector or a scalar, got \(parsed.type.rawValue)", at: parsed.place)
            }
            return (trimmed, parsed)
        } catch let failure as PromQLError {
            throw error(node, "could not parse expression: \(failure)")
        } catch {
            throw self.error(node, "could not parse expression")
        }
    }

    private func templates(
        _ node: Node?, _ field: String
    ) throws(RuleFileError) -> [(name: String, template: AlertTemplate)] {
        guard let node else { return [] }
        var found: [(name: String, template: AlertTemplate)] = []
        for (name, value) in try mapping(node, field, allowed: nil) {
            guard MetricName.isValidLabel(name), name != Labels.nameLabel else {
                throw error(value, "\(field): invalid label name: \(name)")
            }
            do {
                found.append((name, try AlertTemplate(try text(value, name))))
            } catch let failure as TemplateError {
                throw error(value, "\(field): \(name): \(failure.message)")
            } catch let failure as RuleFileError {
                throw failure
            } catch {
                throw self.error(value, "\(field): \(name): malformed template")
            }
        }
        return found.sorted { $0.name < $1.name }
    }

    private func duration(_ node: Node, _ field: String) throws(RuleFileError) -> Duration {
        let text = try text(node, field)
        if text == "0" { return .zero }
        guard let milliseconds = PromQLDuration.milliseconds(text) else {
            throw error(node, "\(field): not a valid duration: \"\(text)\", expected such as 30s, 5m or 1h30m")
        }
        return .milliseconds(milliseconds)
    }
}

extension RuleFileReader {
    private func line(_ node: Node) -> Int { node.mark?.line ?? 1 }

    private func error(_ node: Node, _ message: String) -> RuleFileError {
        RuleFileError(file: file, line: line(node), message: message)
    }

    private func mapping(
        _ node: Node, _ what: String, allowed: Set<String>?
    ) throws(RuleFileError) -> [String: Node] {
        if case .scalar(let scalar) = node, scalar.string.isEmpty || scalar.string == "null" { return [:] }
        guard case .mapping(let mapping) = node else { throw error(node, "\(what): expected fields with values") }
        var fields: [String: Node] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string else { throw error(key, "\(what): expected a field's name") }
            if let allowed, !allowed.contains(name) {
                let expected = allowed.sorted().joined(separator: ", ")
                throw error(key, "field \"\(name)\" not found in \(what), expected one of \(expected)")
            }
            fields[name] = value
        }
        return fields
    }

    private func sequence(_ node: Node, _ what: String) throws(RuleFileError) -> [Node] {
        if case .scalar(let scalar) = node, scalar.string.isEmpty || scalar.string == "null" { return [] }
        guard case .sequence(let sequence) = node else { throw error(node, "\(what): expected a list") }
        return Array(sequence)
    }

    private func text(_ node: Node, _ what: String) throws(RuleFileError) -> String {
        guard let scalar = node.scalar else { throw error(node, "\(what): expected a text") }
        return scalar.string
    }
}
