import Yams

/// Reads YAML by a known schema; every fault names file, line and column.
///
/// Only the first document of a text is read, as Prometheus does. Anchors and merge keys work; how much they may expand
/// to is limited, so that a small file cannot become a large one.
final class StrictYAML {
    /// Nodes that one file may have once its aliases are expanded.
    static let nodeLimit = 4_000_000

    /// The file's name, for errors.
    let file: String
    private var nodesLeft = StrictYAML.nodeLimit

    init(file: String) {
        self.file = file
    }

    /// The first document, or nil where there is none.
    func compose(_ text: String) throws(RuleFileError) -> Node? {
        do {
            let parser = try Parser(yaml: text)
            guard let root = try parser.nextRoot() else { return nil }
            return Self.isNull(root) ? nil : root
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
            return RuleFileError(file: file, line: mark.line, column: mark.column, message: problem)
        case .duplicatedKeysInMapping(let keys, let context):
            let (mark, names) = (context.mark, keys.joined(separator: ", "))
            return RuleFileError(
                file: file, line: mark.line, column: mark.column, message: "fields occur twice: \(names)")
        default:
            return RuleFileError(file: file, line: 1, message: "the file is no YAML")
        }
    }

    func error(_ node: Node, _ message: String) -> RuleFileError {
        RuleFileError(file: file, line: line(node), column: node.mark?.column ?? 1, message: message)
    }

    func line(_ node: Node) -> Int { node.mark?.line ?? 1 }

    /// Whether a value was left out: `key:`, `key: ~`, `key: null`.
    static func isNull(_ node: Node) -> Bool {
        guard case .scalar(let scalar) = node else { return false }
        return scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// A text; numbers and booleans are taken as they are written, a value left out is empty.
    func text(_ node: Node, _ what: String) throws(RuleFileError) -> String {
        try count(node)
        guard case .scalar(let scalar) = node else { throw error(node, "\(what): expected a text") }
        return Self.isNull(node) ? "" : scalar.string
    }

    /// The elements of a list; none where the value was left out.
    func sequence(_ node: Node, _ what: String) throws(RuleFileError) -> [Node] {
        try count(node)
        if Self.isNull(node) { return [] }
        guard case .sequence(let sequence) = node else { throw error(node, "\(what): expected a list") }
        return Array(sequence)
    }

    /// Fields with their values; those that are not allowed are errors.
    func mapping(_ node: Node, _ what: String, allowed: [String]?) throws(RuleFileError) -> YAMLFields {
        try count(node)
        if Self.isNull(node) { return YAMLFields(list: []) }
        guard case .mapping(let mapping) = node else { throw error(node, "\(what): expected fields with values") }
        var fields = YAMLFields(list: [])
        var merged: [Node] = []
        for (key, value) in mapping {
            guard case .scalar(let name) = key else { throw error(key, "\(what): expected a field's name") }
            if name.string == "<<" && name.style == .plain {
                merged.append(value)
                continue
            }
            if let allowed, !allowed.contains(name.string) {
                let expected = allowed.joined(separator: ", ")
                throw error(key, "field \"\(name.string)\" not found in \(what), expected one of \(expected)")
            }
            try count(key)
            fields.list.append(YAMLFields.Field(name: name.string, key: key, value: value))
        }
        for value in merged { try merge(value, what, allowed, into: &fields) }
        return fields
    }

    /// `<<: *anchor` or `<<: [*one, *two]`: fields that are not there already.
    private func merge(
        _ node: Node, _ what: String, _ allowed: [String]?, into fields: inout YAMLFields
    ) throws(RuleFileError) {
        let sources: [Node]
        if case .sequence(let several) = node { sources = Array(several) } else { sources = [node] }
        for source in sources {
            for field in try mapping(source, what, allowed: allowed).list where fields[field.name] == nil {
                fields.list.append(field)
            }
        }
    }

    private func count(_ node: Node) throws(RuleFileError) {
        nodesLeft -= 1
        guard nodesLeft > 0 else {
            throw error(node, "the file is too large: more than \(Self.nodeLimit) values once aliases are expanded")
        }
    }
}

/// The fields of a mapping in the file's order.
struct YAMLFields {
    struct Field {
        let name: String
        let key: Node
        let value: Node
    }

    var list: [Field]

    /// The value of a field that is there and not left out.
    subscript(_ name: String) -> Node? {
        guard let field = list.first(where: { $0.name == name }), !StrictYAML.isNull(field.value) else { return nil }
        return field.value
    }
}
