import Foundation
import OpsTerminal
import Yams

/// Reads `keymap.yaml`: a mapping `keys:` of action names to a key or a list of keys. An action that is named loses its
/// shipped keys; all others keep theirs.
enum KeymapLoader {
    /// Larger files are refused, bytes.
    static let sizeLimit = 64 * 1024

    /// The shipped bindings changed by the file at `path`.
    static func load(path: String) throws(KeymapError) -> Keymap {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw KeymapError(file: path, line: 0, reason: "cannot be read")
        }
        guard data.count <= sizeLimit, let text = String(data: data, encoding: .utf8) else {
            throw KeymapError(file: path, line: 0, reason: "expected UTF-8 text of at most \(sizeLimit) bytes")
        }
        return try parse(text, file: path)
    }

    static func parse(_ text: String, file: String) throws(KeymapError) -> Keymap {
        let root = try compose(text, file: file)
        guard let root else { return .shipped }
        guard case .mapping(let top) = root else {
            throw KeymapError(file: file, line: line(of: root), reason: "expected a mapping with 'keys:'")
        }
        for (key, _) in top where key.string != "keys" {
            throw KeymapError(
                file: file, line: line(of: key), reason: "unknown entry '\(key.string ?? "")'; expected 'keys'")
        }
        guard let keys = top["keys"] else { return .shipped }
        guard case .mapping(let bindings) = keys else {
            throw KeymapError(file: file, line: line(of: keys), reason: "expected a mapping of actions to keys")
        }
        return try merge(bindings, file: file)
    }

    private static func compose(_ text: String, file: String) throws(KeymapError) -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                throw KeymapError(file: file, line: mark.line, reason: problem)
            default:
                throw KeymapError(file: file, line: 0, reason: "is not valid YAML")
            }
        } catch {
            throw KeymapError(file: file, line: 0, reason: "is not valid YAML")
        }
    }

    private static func merge(_ bindings: Node.Mapping, file: String) throws(KeymapError) -> Keymap {
        var keys = Keymap.shipped.keys
        var lines: [DashboardAction: Int] = [:]
        for (name, value) in bindings {
            guard let action = name.string.flatMap(DashboardAction.init(rawValue:)) else {
                let known = DashboardAction.allCases.map(\.rawValue).joined(separator: ", ")
                throw KeymapError(
                    file: file, line: line(of: name),
                    reason: "unknown action '\(name.string ?? "")'; expected one of \(known)")
            }
            keys[action] = try read(value, file: file)
            lines[action] = line(of: name)
        }
        try checkConflicts(keys, lines: lines, file: file)
        return Keymap(keys)
    }

    private static func read(_ value: Node, file: String) throws(KeymapError) -> [Key] {
        let nodes: [Node]
        switch value {
        case .scalar: nodes = [value]
        case .sequence(let sequence): nodes = Array(sequence)
        default:
            throw KeymapError(file: file, line: line(of: value), reason: "expected a key or a list of keys")
        }
        var keys: [Key] = []
        for node in nodes {
            guard let text = node.scalar?.string, let key = KeyNotation.parse(text) else {
                throw KeymapError(
                    file: file, line: line(of: node),
                    reason: "'\(node.scalar?.string ?? "")' is no key; expected a character, 'enter', 'ctrl-l', 'f5', …"
                )
            }
            keys.append(key)
        }
        return keys
    }

    private static func checkConflicts(
        _ keys: [DashboardAction: [Key]], lines: [DashboardAction: Int], file: String
    ) throws(KeymapError) {
        var owner: [Key: DashboardAction] = [Keymap.alwaysQuits: .quit]
        for action in DashboardAction.allCases {
            for key in keys[action] ?? [] {
                guard let other = owner[key], other != action else {
                    owner[key] = action
                    continue
                }
                let line = lines[action] ?? lines[other] ?? 0
                throw KeymapError(
                    file: file, line: line,
                    reason: "key '\(KeyNotation.describe(key))' is bound to both '\(other.rawValue)' and "
                        + "'\(action.rawValue)'; give one of them another key")
            }
        }
    }

    private static func line(of node: Node) -> Int { node.mark?.line ?? 0 }
}
