import Yams

/// Reads target groups, in a configuration and in files.
struct TargetGroupReader {
    let yaml: StrictYAML

    func groups(_ node: Node?, _ what: String) throws(RuleFileError) -> [TargetGroup] {
        guard let node else { return [] }
        var groups: [TargetGroup] = []
        for element in try yaml.sequence(node, what) {
            let fields = try yaml.mapping(element, "a group of targets", allowed: ["targets", "labels"])
            groups.append(
                TargetGroup(targets: try targets(fields["targets"]), labels: try labels(fields["labels"], "labels")))
        }
        return groups
    }

    /// Labels by name; a value left out is the empty text, which is no label.
    func labels(_ node: Node?, _ what: String) throws(RuleFileError) -> Labels {
        guard let node else { return .none }
        var pairs: [(String, String)] = []
        for (name, text, value) in try yaml.texts(node, what) {
            guard !name.isEmpty else { throw yaml.error(value, "\(what): a label's name must not be empty") }
            pairs.append((name, text))
        }
        return Labels(pairs)
    }

    private func targets(_ node: Node?) throws(RuleFileError) -> [String] {
        guard let node else { return [] }
        var targets: [String] = []
        for element in try yaml.sequence(node, "targets") {
            let address = try yaml.text(element, "targets")
            if let fault = TargetAddress.fault(address) { throw yaml.error(element, "targets: \(fault)") }
            targets.append(address)
        }
        return targets
    }
}
