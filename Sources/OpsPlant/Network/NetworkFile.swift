import OpsCore
import Yams

/// Reads a network file (YAML or JSON): `reservoirs`, `junctions`, `pipes` and `valves`, each a list.
///
/// Strict: an unknown field, a node that is not there, an id used twice or a number that makes no sense is an error
/// with its line.
public enum NetworkFile {
    /// Files longer than this many bytes are refused.
    public static let lengthLimit = 8_388_608
    /// Nodes and links together.
    public static let elementLimit = 20_000

    /// The network in `text`.
    ///
    /// - Throws: ``HydraulicError`` with `file`, the line and what was expected.
    public static func network(in text: String, file: String) throws(HydraulicError) -> HydraulicNetwork {
        guard text.utf8.count <= lengthLimit else { throw HydraulicError("\(file): longer than \(lengthLimit) bytes") }
        var reader = NetworkReader(file: file)
        return try reader.network(in: text)
    }
}

/// The work of ``NetworkFile``, with what it has seen so far.
private struct NetworkReader {
    let file: String
    private var nodes: Set<String> = []
    private var links: Set<String> = []

    init(file: String) { self.file = file }

    mutating func network(in text: String) throws(HydraulicError) -> HydraulicNetwork {
        let root: Node?
        do { root = try Yams.compose(yaml: text) } catch { throw HydraulicError("\(file): no YAML: \(error)") }
        guard let root else { throw HydraulicError("\(file): the file is empty") }
        let fields = try mapping(root, ["reservoirs", "junctions", "pipes", "valves"])
        let lists = fields.values.compactMap(\.sequence?.count).reduce(0, +)
        guard lists <= NetworkFile.elementLimit else {
            throw error(root, "more than \(NetworkFile.elementLimit) nodes and links")
        }
        var network = HydraulicNetwork(reservoirs: [], junctions: [], links: [])
        for node in try list(fields["reservoirs"]) { network.reservoirs.append(try reservoir(node)) }
        for node in try list(fields["junctions"]) { network.junctions.append(try junction(node)) }
        for node in try list(fields["pipes"]) { network.links.append(try pipe(node)) }
        for node in try list(fields["valves"]) { network.links.append(try valve(node)) }
        return network
    }

    // MARK: Elements

    private mutating func reservoir(_ node: Node) throws(HydraulicError) -> HydraulicNetwork.Reservoir {
        let fields = try mapping(node, ["id", "head_m"])
        return .init(id: try newID(fields, node, in: &nodes), head: try number(fields["head_m"], "head_m"))
    }

    private mutating func junction(_ node: Node) throws(HydraulicError) -> HydraulicNetwork.Junction {
        let fields = try mapping(node, ["id", "elevation_m", "demand_lps", "leak_c"])
        return .init(
            id: try newID(fields, node, in: &nodes), elevation: try number(fields["elevation_m"], "elevation_m"),
            demand: try number(fields["demand_lps"], "demand_lps"),
            leak: try number(fields["leak_c"], "leak_c", atLeast: 0))
    }

    private mutating func pipe(_ node: Node) throws(HydraulicError) -> HydraulicNetwork.Link {
        let fields = try mapping(
            node, ["id", "from", "to", "length_m", "diameter_m", "roughness_mm", "minor_k"])
        var link = try link(fields, node)
        link.length = try number(fields["length_m"], "length_m", atLeast: 0)
        link.roughness = try number(fields["roughness_mm"], "roughness_mm", atLeast: 0)
        link.loss = try number(fields["minor_k"], "minor_k", atLeast: 0)
        guard link.roughness / 1000 < link.diameter / 2 else {
            throw error(node, "roughness_mm: larger than half the pipe's diameter")
        }
        return link
    }

    private mutating func valve(_ node: Node) throws(HydraulicError) -> HydraulicNetwork.Link {
        let fields = try mapping(node, ["id", "from", "to", "diameter_m", "k", "closed"])
        var link = try link(fields, node)
        link.loss = try number(fields["k"], "k", atLeast: 0)
        if let closed = fields["closed"] {
            guard let flag = closed.bool else { throw error(closed, "closed: expected true or false") }
            link.closed = flag
        }
        return link
    }

    private mutating func link(_ fields: [String: Node], _ node: Node) throws(HydraulicError) -> HydraulicNetwork.Link {
        let id = try newID(fields, node, in: &links)
        let (from, to) = (try end(fields, "from", node), try end(fields, "to", node))
        guard from != to else { throw error(node, "\(id): leads from \(from) to itself") }
        let diameter = try number(fields["diameter_m"], "diameter_m")
        guard (0.001...100).contains(diameter) else {
            throw error(node, "\(id): diameter_m must be from 0.001 to 100")
        }
        return .init(id: id, from: from, to: to, diameter: diameter)
    }

    // MARK: Fields

    private func newID(
        _ fields: [String: Node], _ node: Node, in seen: inout Set<String>
    ) throws(HydraulicError) -> String {
        guard let id = fields["id"]?.scalar?.string, !id.isEmpty, id.count <= 64, SafeText.clean(id, limit: 64) == id
        else {
            throw error(node, "id: expected 1 to 64 printable characters")
        }
        guard seen.insert(id).inserted else { throw error(node, "id: \(id) is used twice") }
        return id
    }

    private func end(_ fields: [String: Node], _ name: String, _ node: Node) throws(HydraulicError) -> String {
        guard let id = fields[name]?.scalar?.string else { throw error(node, "\(name): expected a node's id") }
        guard nodes.contains(id) else {
            throw error(node, "\(name): there is no node \(SafeText.clean(id, limit: 64))")
        }
        return id
    }

    /// At most a million either way: more is no water network, and keeps sums finite.
    private func number(
        _ node: Node?, _ name: String, atLeast least: Double = -1e6
    ) throws(HydraulicError) -> Double {
        guard let node else { return 0 }
        guard let value = node.float, value.isFinite, value >= least, value <= 1e6 else {
            throw error(node, "\(name): expected a number from \(Int(least)) to 1000000")
        }
        return value
    }

    private func list(_ node: Node?) throws(HydraulicError) -> [Node] {
        guard let node, node.null == nil else { return [] }
        guard let sequence = node.sequence else { throw error(node, "expected a list") }
        return Array(sequence)
    }

    private func mapping(_ node: Node, _ allowed: Set<String>) throws(HydraulicError) -> [String: Node] {
        guard let mapping = node.mapping else { throw error(node, "expected fields and their values") }
        var fields: [String: Node] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string, allowed.contains(name) else {
                let known = allowed.sorted().joined(separator: ", ")
                throw error(
                    key, "unknown field \(SafeText.clean(key.scalar?.string ?? "", limit: 40)); known: \(known)")
            }
            fields[name] = value
        }
        return fields
    }

    private func error(_ node: Node, _ message: String) -> HydraulicError {
        HydraulicError("\(file):\(node.mark?.line ?? 1): \(message)")
    }
}
