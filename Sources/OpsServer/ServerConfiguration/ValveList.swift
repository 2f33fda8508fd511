import OpsCore
import Yams

/// Reads `valves:` of `config.yaml` (VALVES.md, "Configuration").
struct ValveList {
    let path: String
    private static let names: Set<String> = [
        "critical", "default_action", "id", "interlocks", "name", "safe_position", "schema", "segment", "travel_sec",
    ]

    /// - Throws: ``ConfigurationError`` with the line of what is wrong.
    func read(_ node: Node) throws -> [ValveConfiguration] {
        guard case .sequence(let members) = node else { throw failure(node, "`valves` expects a list") }
        guard members.count <= 10_000 else { throw failure(node, "at most 10000 valves") }
        var known: Set<String> = []
        var devices: Set<SparkplugAddress> = []
        return try members.map { member in
            let valve = try valve(member)
            guard known.insert(valve.id).inserted else { throw failure(member, "the valve \(valve.id) is there twice") }
            if let device = valve.schema.sparkplug, !devices.insert(device).inserted {
                throw failure(member, "the Sparkplug device of \(valve.id) is another valve's already")
            }
            return valve
        }
    }

    private func valve(_ node: Node) throws -> ValveConfiguration {
        guard case .mapping(let fields) = node else { throw failure(node, "a valve expects `id: …` and further lines") }
        for (key, _) in fields where !Self.names.contains(key.string ?? "") {
            let name = SafeText.clean(key.string ?? "", limit: 60)
            throw failure(key, "unknown `\(name)`; expected one of \(Self.names.sorted().joined(separator: ", "))")
        }
        guard let id = fields["id"]?.scalar?.string else { throw failure(node, "a valve needs an `id`") }
        do {
            _ = try SettingText(text: id, directory: "").name()
        } catch {
            throw failure(node, "`id` expects 1 to 64 letters, digits, - or _")
        }
        return ValveConfiguration(
            id: id, name: fields["name"]?.scalar?.string ?? id, segment: fields["segment"]?.scalar?.string,
            travelSeconds: try number(fields["travel_sec"], "travel_sec", 5...600) ?? 12,
            safePosition: try number(fields["safe_position"], "safe_position", 0...100),
            defaultAction: try action(fields["default_action"]), critical: try flag(fields["critical"], "critical"),
            interlocks: try interlocks(fields["interlocks"]), schema: try schema(fields["schema"]))
    }

    private func schema(_ node: Node?) throws -> ValveSchema {
        guard let node, node.scalar?.string != "ops" else { return .ops }
        guard let kinds = node.mapping, kinds.count == 1, let fields = kinds["sparkplug"]?.mapping else {
            throw failure(node, "`schema` expects ops or {sparkplug: {group: …, node: …, device: …}}")
        }
        let known = ["commands", "device", "group", "node"]
        for (key, _) in fields where !known.contains(key.string ?? "") {
            let name = SafeText.clean(key.string ?? "", limit: 60)
            throw failure(key, "unknown `\(name)`; expected one of \(known.joined(separator: ", "))")
        }
        func name(_ key: String) throws -> String {
            guard let text = fields[key]?.scalar?.string, SparkplugTopic.isName(text) else {
                throw failure(fields[key] ?? node, "`\(key)` expects a name of 1 to 128 bytes without / + #")
            }
            return text
        }
        let address = SparkplugAddress(group: try name("group"), node: try name("node"), device: try name("device"))
        return .sparkplug(address, commands: try flag(fields["commands"], "commands"))
    }

    private func number(_ node: Node?, _ name: String, _ range: ClosedRange<Double>) throws -> Double? {
        guard let node else { return nil }
        guard let text = node.scalar?.string, let number = Double(text), range.contains(number) else {
            throw failure(node, "`\(name)` expects a number from \(Int(range.lowerBound)) to \(Int(range.upperBound))")
        }
        return number
    }

    /// `position` needs a position, which an empty body cannot give.
    private func action(_ node: Node?) throws -> ValveAction? {
        guard let node else { return nil }
        guard let action = node.scalar.flatMap({ ValveAction(rawValue: $0.string) }), action != .position else {
            throw failure(node, "`default_action` expects open, close, stop or safe")
        }
        return action
    }

    private func flag(_ node: Node?, _ name: String) throws -> Bool {
        guard let node else { return false }
        do {
            return try SettingText(text: node.scalar?.string ?? "", directory: "").flag()
        } catch {
            throw failure(node, "`\(name)` expects true or false")
        }
    }

    private func interlocks(_ node: Node?) throws -> [String] {
        guard let node else { return [] }
        let texts = node.sequence?.compactMap { $0.scalar?.string } ?? []
        guard let count = node.sequence?.count, texts.count == count, count <= 20 else {
            throw failure(node, "`interlocks` expects a list of at most 20 expressions")
        }
        return texts
    }

    private func failure(_ node: Node, _ reason: String) -> ConfigurationError {
        ConfigurationError(place: path, line: node.line, reason: reason)
    }
}
