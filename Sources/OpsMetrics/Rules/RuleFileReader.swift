import Yams

/// Turns YAML into rules and keeps every fault with its place, in promtool's words.
struct RuleFileReader {
    private static let rootFields = ["groups"]
    private static let groupFields = [
        "name", "interval", "query_offset", "limit", "labels", "rules", "partial_response_strategy",
    ]
    private static let ruleFields = ["record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations"]
    /// Groups of one file at most.
    private static let groupLimit = 100_000
    /// Faults told of one file at most.
    private static let faultLimit = 1_000

    let yaml: StrictYAML
    let defaultInterval: Duration
    /// What is wrong, in the file's order.
    private(set) var faults: [RuleFileError] = []

    init(file: String, defaultInterval: Duration) {
        yaml = StrictYAML(file: file)
        self.defaultInterval = defaultInterval
    }

    /// The groups, without the rules that are faulty.
    mutating func groups(in text: String) -> [RuleGroup] {
        var groups: [RuleGroup] = []
        do throws(RuleFileError) {
            guard let root = try yaml.compose(text) else { return [] }
            let fields = try yaml.mapping(root, "the file", allowed: Self.rootFields)
            guard let list = fields["groups"] else { return [] }
            var names: Set<String> = []
            for node in try yaml.sequence(list, "groups") where !StrictYAML.isNull(node) {
                guard groups.count < Self.groupLimit else {
                    throw yaml.error(node, "the file has more than \(Self.groupLimit) groups")
                }
                guard let group = group(node) else { continue }
                if !names.insert(group.name).inserted {
                    add(node, "groupname: \(GoQuote.quoted(group.name)) is repeated in the same file")
                }
                groups.append(group)
            }
        } catch {
            add(error)
        }
        return groups
    }

    private mutating func add(_ fault: RuleFileError) {
        if faults.count < Self.faultLimit { faults.append(fault) }
    }

    private mutating func add(_ node: Node, _ message: String) { add(yaml.error(node, message)) }

    /// What a step yields; a fault in it is kept and yields nothing.
    private mutating func kept<Value>(
        at place: RulePlace? = nil, _ step: (RuleFileReader) throws -> Value
    ) -> Value? {
        do {
            return try step(self)
        } catch let fault as RuleFileError {
            add(place.map { fault.inside($0.text) } ?? fault)
        } catch {
            add(RuleFileError(file: yaml.file, line: 1, message: "\(error)"))
        }
        return nil
    }

    // MARK: Groups

    private mutating func group(_ node: Node) -> RuleGroup? {
        guard let fields = kept({ try $0.yaml.mapping(node, "a group", allowed: Self.groupFields) }) else { return nil }
        let name = kept { reader in
            try fields["name"].map { node in try reader.yaml.text(node, "name") } ?? ""
        }
        if name?.isEmpty ?? false { add(fields["name"] ?? node, "Groupname must not be empty") }
        let interval = kept { try $0.duration(fields["interval"], "interval") } ?? .zero
        let offset = kept { try $0.duration(fields["query_offset"], "query_offset") } ?? .zero
        let limit = kept { try $0.limit(fields["limit"]) } ?? 0
        let labels = texts(fields["labels"], "label", nil)
        var rules: [Rule] = []
        let nodes = fields["rules"].flatMap { list in kept { try $0.yaml.sequence(list, "rules") } } ?? []
        for (index, node) in nodes.filter({ !StrictYAML.isNull($0) }).enumerated() {
            if let rule = rule(node, RulePlace(group: name ?? "", number: index + 1), group: labels) {
                rules.append(rule)
            }
        }
        guard let name else { return nil }
        return RuleGroup(
            name: name, interval: interval > .zero ? interval : defaultInterval, limit: limit, queryOffset: offset,
            rules: rules, line: yaml.line(node))
    }

    private func limit(_ node: Node?) throws(RuleFileError) -> Int {
        guard let node else { return 0 }
        guard let limit = Double(try yaml.text(node, "limit")), abs(limit) < 1e15 else {
            throw yaml.error(node, "limit: expected a whole number")
        }
        return max(Int(limit), 0)
    }

    private func duration(_ node: Node?, _ field: String) throws(RuleFileError) -> Duration {
        guard let node else { return .zero }
        return try yaml.duration(node, field)
    }

    // MARK: Rules

    private mutating func rule(_ node: Node, _ place: RulePlace, group: [RuleText]) -> Rule? {
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

    private mutating func add(_ place: RulePlace, _ node: Node, _ message: String) {
        add(yaml.error(node, message).inside(place.text))
    }

    private func name(_ node: Node?, _ field: String) throws(RuleFileError) -> String? {
        guard let node else { return nil }
        let name = try yaml.text(node, field)
        return name.isEmpty ? nil : name
    }

    private mutating func checkRecording(_ fields: YAMLFields, _ name: String, _ place: RulePlace) {
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
    private static func isEmptyOrZero(_ node: Node) -> Bool {
        switch node {
        case .scalar(let scalar): PromQLDuration.milliseconds(scalar.string) == 0 || scalar.string == "0"
        case .mapping(let mapping): mapping.isEmpty
        default: false
        }
    }

    private mutating func expression(
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

extension RuleFileReader {
    // MARK: Labels and annotations

    /// A label's or annotation's text, and where it stands.
    private struct RuleText {
        let name: String
        let text: String
        let node: Node
    }

    private mutating func texts(_ node: Node?, _ what: String, _ place: RulePlace?) -> [RuleText] {
        guard let node, let entries = kept(at: place, { try $0.yaml.texts(node, "\(what)s") }) else { return [] }
        var found: [RuleText] = []
        for (name, text, value) in entries {
            guard !name.isEmpty, name != Labels.nameLabel || what == "annotation" else {
                let fault = yaml.error(value, "invalid \(what) name: \(name)")
                add(place.map { fault.inside($0.text) } ?? fault)
                continue
            }
            found.append(RuleText(name: name, text: text, node: value))
        }
        return found
    }

    private mutating func templates(
        _ texts: [RuleText], _ what: String, _ alert: String?, _ place: RulePlace
    ) -> [(name: String, template: AlertTemplate)] {
        texts.compactMap { entry in
            guard let alert else { return (entry.name, AlertTemplate(literal: entry.text)) }
            do throws(TemplateError) {
                return (entry.name, try AlertTemplate(entry.text, alert: alert))
            } catch {
                add(place, entry.node, "\(what) \(GoQuote.quoted(entry.name)): \(error.message)")
                return nil
            }
        }
    }

    /// The labels of the group that the rule does not set itself. They are templates in alerts; a faulty one is not
    /// refused but says so in the alert, as in Prometheus.
    private func inherited(
        _ group: [RuleText], _ own: [RuleText], _ alert: String?
    ) -> [(name: String, template: AlertTemplate)] {
        group.filter { entry in !own.contains { $0.name == entry.name } }.map { entry in
            guard let alert else { return (entry.name, AlertTemplate(literal: entry.text)) }
            do throws(TemplateError) {
                return (entry.name, try AlertTemplate(entry.text, alert: alert))
            } catch {
                let name = "__alert_\(alert)"
                let text = "<error expanding template: error parsing template \(name): \(error.message)>"
                return (entry.name, AlertTemplate(literal: text))
            }
        }
    }
}

/// Where in a file a rule stands, as promtool says it.
private struct RulePlace {
    let group: String
    let number: Int
    var name = ""

    func named(_ name: String) -> RulePlace { RulePlace(group: group, number: number, name: name) }

    var text: String { "group \(GoQuote.quoted(group)), rule \(number), \(GoQuote.quoted(name))" }
}

extension RuleFileError {
    /// The same fault with what it belongs to before it.
    fileprivate func inside(_ place: String) -> RuleFileError {
        RuleFileError(file: file, line: line, column: column, message: "\(place): \(message)")
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
