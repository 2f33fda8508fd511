import Yams

/// Turns YAML into rules and keeps every fault with its place, in promtool's words.
struct RuleFileReader {
    private static let rootFields = ["groups"]
    private static let groupFields = [
        "name", "interval", "query_offset", "limit", "labels", "rules", "partial_response_strategy",
    ]
    static let ruleFields = ["record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations"]
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

    mutating func add(_ fault: RuleFileError) {
        if faults.count < Self.faultLimit { faults.append(fault) }
    }

    mutating func add(_ node: Node, _ message: String) { add(yaml.error(node, message)) }

    /// What a step yields; a fault in it is kept and yields nothing.
    mutating func kept<Value>(
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

    mutating func group(_ node: Node) -> RuleGroup? {
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

    func limit(_ node: Node?) throws(RuleFileError) -> Int {
        guard let node else { return 0 }
        guard let limit = Double(try yaml.text(node, "limit")), abs(limit) < 1e15 else {
            throw yaml.error(node, "limit: expected a whole number")
        }
        return max(Int(limit), 0)
    }

    func duration(_ node: Node?, _ field: String) throws(RuleFileError) -> Duration {
        guard let node else { return .zero }
        return try yaml.duration(node, field)
    }
}
