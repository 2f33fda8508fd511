import OpsCore
import Yams

/// `config.yaml`: settings by their dotted path, each with its line, and the valves.
struct ConfigurationFile {
    struct Value: Equatable {
        var text: String
        var line: Int
    }

    /// Sections that are the dashboard's, not the server's.
    private static let foreign: Set<String> = ["contexts", "dashboard", "theme"]

    let path: String
    var directory: String { path.directoryOfPath }
    private(set) var values: [String: Value] = [:]
    private(set) var valves: [ValveConfiguration] = []

    /// - Throws: ``ConfigurationError`` with the line of what is wrong.
    init(text: String, path: String) throws {
        self.path = path
        guard let root = try Self.compose(text, path) else { return }
        guard case .mapping(let mapping) = root else {
            throw ConfigurationError(
                place: path, line: root.line, reason: "expected settings as `name: value` lines at the top level")
        }
        for (key, node) in mapping where !Self.foreign.contains(key.string ?? "") {
            if key.string == "valves" {
                valves = try ValveList(path: path).read(node)
            } else {
                try take(key, node, prefix: "")
            }
        }
    }

    private static func compose(_ text: String, _ path: String) throws -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw ConfigurationError(place: path, line: error.line, reason: "not valid YAML: \(error.problem)")
        }
    }

    private mutating func take(_ key: Node, _ node: Node, prefix: String) throws {
        let name = prefix + (key.string ?? "")
        if case .mapping(let section) = node, Self.sections.contains(name) {
            for (key, node) in section { try take(key, node, prefix: "\(name).") }
            return
        }
        guard Self.paths.contains(name) else {
            throw ConfigurationError(
                place: path, line: key.line,
                reason: "unknown setting `\(SafeText.clean(name, limit: 60))`; expected one of "
                    + Self.expected(below: prefix).joined(separator: ", "))
        }
        guard values[name] == nil else {
            throw ConfigurationError(place: path, line: key.line, reason: "`\(name)` is set twice")
        }
        values[name] = Value(text: try text(of: node, name), line: node.line)
    }

    /// A scalar's text; the members of a list joined by commas.
    private func text(of node: Node, _ name: String) throws -> String {
        switch node {
        case .scalar(let scalar): return scalar.string
        case .sequence(let members):
            let texts = members.compactMap { $0.scalar?.string }
            if texts.count == members.count, !texts.contains(where: { $0.contains(",") }) {
                return texts.joined(separator: ",")
            }
            fallthrough
        default:
            throw ConfigurationError(
                place: path, line: node.line, reason: "`\(name)` expects a value or a list of values")
        }
    }

    private static let paths = Set(Setting.all.map(\.path))
    private static let sections = Set(
        Setting.all.compactMap { $0.path.split(separator: ".").dropLast().first.map(String.init) })

    private static func expected(below prefix: String) -> [String] {
        let names = paths.filter { $0.hasPrefix(prefix) }
            .compactMap { $0.dropFirst(prefix.count).split(separator: ".").first.map(String.init) }
        return (Set(names).union(prefix.isEmpty ? ["valves"] : [])).sorted()
    }
}

extension Node {
    /// The line it starts on, from 1.
    var line: Int { mark?.line ?? 1 }
}

extension YamlError {
    fileprivate var line: Int? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: nil
        }
    }

    fileprivate var problem: String {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        case .duplicatedKeysInMapping(let names, _):
            "set twice: \(SafeText.clean(names.joined(separator: ", "), limit: 100))"
        default: "it cannot be read"
        }
    }
}
