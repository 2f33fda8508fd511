/// A device behind an edge node: what the server takes for one valve.
public struct SparkplugAddress: Hashable, Codable, Sendable {
    public var group: String
    public var node: String
    public var device: String

    public init(group: String, node: String, device: String) {
        self.group = group
        self.node = node
        self.device = device
    }

    /// The edge node that speaks for the device.
    public var name: SparkplugNodeName { SparkplugNodeName(group: group, node: node) }
}

/// How a valve's device speaks.
public enum ValveSchema: Equatable, Codable, Sendable {
    /// JSON below `ops/v1/{site}/{valve}`.
    case ops
    /// Sparkplug B. `commands`: whether the site allows that wire to move the valve; it knows no select, so the answer is
    /// no until the configuration says otherwise.
    case sparkplug(SparkplugAddress, commands: Bool)

    /// Where it is found, for Sparkplug B.
    public var sparkplug: SparkplugAddress? {
        if case .sparkplug(let address, _) = self { address } else { nil }
    }

    /// True where a command is preceded by a select on the wire.
    public var selects: Bool { self == .ops }

    /// True where the configuration lets the wire carry commands.
    public var allowsCommands: Bool {
        switch self {
        case .ops: true
        case .sparkplug(_, let commands): commands
        }
    }
}
