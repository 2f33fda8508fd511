import OpsTerminal
import Yams

/// Reads a theme from YAML. What it does not mention comes from another theme; what it misspells is an error.
struct ThemeParser {
    private static let keys = ["name", "tones", "stale", "selection", "monochrome"]
    private static let lookKeys = ["fg", "bg", "bold", "dim", "underline", "reverse"]

    private let file: String

    /// - Parameters:
    ///   - text: the YAML, of at most 64 KiB.
    ///   - base: where missing parts come from; nil asks for all of them.
    /// - Throws: the first error, with its line.
    static func parse(_ text: String, file: String, base: Theme?) throws(ThemeError) -> Theme {
        try ThemeParser(file: file).theme(text, base)
    }

    private func theme(_ text: String, _ base: Theme?) throws(ThemeError) -> Theme {
        let root = try mapping(compose(text), "a mapping with \(words(Self.keys))")
        var theme = base ?? Theme(name: "", tones: [:], stale: ToneLook(), selection: ToneLook(), monochrome: [:])
        for (key, value) in root {
            switch key.string {
            case "name": theme.name = try name(value)
            case "tones": theme.tones.merge(try looks(value)) { $1 }
            case "monochrome": theme.monochrome.merge(try looks(value)) { $1 }
            case "stale": theme.stale = try look(value)
            case "selection": theme.selection = try look(value)
            default: throw error(key, "unknown key \(quoted(key)); expected \(words(Self.keys))")
            }
        }
        let missing = Tone.allCases.filter { theme.tones[$0] == nil }.map(\.rawValue)
        guard missing.isEmpty else {
            throw ThemeError(file: file, line: nil, message: "no look for \(missing.joined(separator: ", "))")
        }
        return theme
    }

    private func compose(_ text: String) throws(ThemeError) -> Node {
        do {
            if let node = try Yams.compose(yaml: text) { return node }
        } catch let failure as YamlError {
            throw ThemeError(file: file, line: failure.line, message: "not YAML: \(failure.words)")
        } catch {
            throw ThemeError(file: file, line: nil, message: "not YAML")
        }
        throw ThemeError(file: file, line: 1, message: "empty; expected a mapping with \(words(Self.keys))")
    }

    private func name(_ node: Node) throws(ThemeError) -> String {
        guard let name = node.string, !name.isEmpty, name.utf8.count <= 64 else {
            throw error(node, "expected a name of at most 64 bytes")
        }
        return name
    }

    private func looks(_ node: Node) throws(ThemeError) -> [Tone: ToneLook] {
        let all = Tone.allCases.map(\.rawValue)
        var looks: [Tone: ToneLook] = [:]
        for (key, value) in try mapping(node, "a mapping from tones to looks") {
            guard let tone = key.string.flatMap(Tone.init(rawValue:)) else {
                throw error(key, "unknown tone \(quoted(key)); expected \(words(all))")
            }
            looks[tone] = try look(value)
        }
        return looks
    }

    private func look(_ node: Node) throws(ThemeError) -> ToneLook {
        var look = ToneLook()
        for (key, value) in try mapping(node, "a mapping with \(words(Self.lookKeys))") {
            switch key.string {
            case "fg": look.foreground = try colour(value)
            case "bg": look.background = try colour(value)
            case "bold": look.bold = try flag(value)
            case "dim": look.dim = try flag(value)
            case "underline": look.underline = try flag(value)
            case "reverse": look.reverse = try flag(value)
            default: throw error(key, "unknown key \(quoted(key)); expected \(words(Self.lookKeys))")
            }
        }
        return look
    }

    private func colour(_ node: Node) throws(ThemeError) -> TerminalColour {
        guard let text = node.string, let colour = ThemeColour.parse(text) else {
            throw error(node, "expected a colour: \"#rrggbb\", a number from 0 to 255, or default; not \(quoted(node))")
        }
        return colour
    }

    private func flag(_ node: Node) throws(ThemeError) -> Bool {
        guard let flag = node.bool else { throw error(node, "expected true or false, not \(quoted(node))") }
        return flag
    }

    private func mapping(_ node: Node, _ expected: String) throws(ThemeError) -> Node.Mapping {
        guard let mapping = node.mapping else { throw error(node, "expected \(expected)") }
        return mapping
    }

    private func error(_ node: Node, _ message: String) -> ThemeError {
        ThemeError(file: file, line: node.mark?.line, message: message)
    }

    private func quoted(_ node: Node) -> String {
        guard let text = node.string else { return "this" }
        return "\"\(text.prefix(40))\""
    }

    private func words(_ list: [String]) -> String { list.joined(separator: ", ") }
}
