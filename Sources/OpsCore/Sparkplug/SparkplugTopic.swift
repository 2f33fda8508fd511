/// What a Sparkplug message is: the third level of its topic.
public enum SparkplugMessageKind: String, CaseIterable, Sendable {
    case nodeBirth = "NBIRTH"
    case nodeDeath = "NDEATH"
    case nodeData = "NDATA"
    case nodeCommand = "NCMD"
    case deviceBirth = "DBIRTH"
    case deviceDeath = "DDEATH"
    case deviceData = "DDATA"
    case deviceCommand = "DCMD"

    /// True for the four whose topic names a device.
    public var concernsDevice: Bool {
        switch self {
        case .deviceBirth, .deviceDeath, .deviceData, .deviceCommand: true
        case .nodeBirth, .nodeDeath, .nodeData, .nodeCommand: false
        }
    }

    /// True for what a host sends and edge nodes hear.
    public var isCommand: Bool { self == .nodeCommand || self == .deviceCommand }
}

/// An edge node: one MQTT client that speaks for its devices.
public struct SparkplugNodeName: Hashable, Codable, Sendable {
    public var group: String
    public var node: String

    /// - Parameters:
    ///   - group: see ``SparkplugTopic/isName(_:)``.
    ///   - node: likewise.
    public init(group: String, node: String) {
        self.group = group
        self.node = node
    }
}

/// A topic of Sparkplug B: `spBv1.0/{group}/{kind}/{node}[/{device}]`.
public struct SparkplugTopic: Hashable, Sendable {
    /// The first level of every topic; another one is another version.
    public static let namespace = "spBv1.0"
    /// What every topic of the namespace begins with.
    public static let prefix = "spBv1.0/"

    public let name: SparkplugNodeName
    public let kind: SparkplugMessageKind
    /// Present exactly where the kind concerns a device.
    public let device: String?

    /// Nil where a name is none (see ``isName(_:)``), or where kind and device do not fit.
    public init?(_ name: SparkplugNodeName, _ kind: SparkplugMessageKind, device: String? = nil) {
        guard Self.isName(name.group), Self.isName(name.node), kind.concernsDevice == (device != nil),
            device.map(Self.isName) ?? true
        else { return nil }
        self.name = name
        self.kind = kind
        self.device = device
    }

    /// Reads a topic as it came from the broker; nil for anything that is not exactly of this schema.
    public init?(parsing topic: String) {
        guard topic.utf8.count <= 512 else { return nil }
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (4...5).contains(levels.count), levels[0] == Self.namespace,
            let kind = SparkplugMessageKind(rawValue: levels[2])
        else { return nil }
        self.init(
            SparkplugNodeName(group: levels[1], node: levels[3]), kind, device: levels.count == 5 ? levels[4] : nil)
    }

    /// The topic as the broker knows it.
    public var text: String {
        "\(Self.namespace)/\(name.group)/\(kind.rawValue)/\(name.node)" + (device.map { "/\($0)" } ?? "")
    }

    /// The filters for everything that the edge nodes of a group say; none where the group is no name.
    public static func filters(group: String) -> [String] {
        guard isName(group) else { return [] }
        return SparkplugMessageKind.allCases.filter { !$0.isCommand }.map { kind in
            "\(namespace)/\(group)/\(kind.rawValue)/+" + (kind.concernsDevice ? "/+" : "")
        }
    }

    /// The filter for what hosts send to the devices of a group; nil where the group is no name.
    public static func commandFilter(group: String) -> String? {
        isName(group) ? "\(namespace)/\(group)/\(SparkplugMessageKind.deviceCommand.rawValue)/+/+" : nil
    }

    /// True for 1 to 128 bytes without a level's end, a wildcard, or characters that hide or turn text; `STATE` is no
    /// group, but the topic of hosts.
    public static func isName(_ text: String) -> Bool {
        guard (1...128).contains(text.utf8.count), text != "STATE", PayloadText.isProse(text) else { return false }
        return !text.utf8.contains { [UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: "#")].contains($0) }
    }
}
