/// The last part of a valve's topic: what the messages under it are.
public enum ValveTopicKind: String, CaseIterable, Sendable {
    /// Commands to the device: QoS 1, never retained.
    case command = "cmd"
    /// The device's answers: QoS 1, not retained.
    case acknowledgement = "ack"
    /// The device's state: QoS 1, retained, expires after three heartbeats.
    case state
    /// Pressure, flow, temperature: QoS 0.
    case telemetry = "tele"
    /// `online` or `offline`, retained; `offline` is the device's will.
    case availability = "avail"
}

/// A topic of the valve schema: `ops/v1/{site}/{valve}/{kind}`.
public struct ValveTopic: Hashable, Sendable {
    public let site: String
    public let valve: String
    public let kind: ValveTopicKind

    /// Nil where the site or the valve is no identifier (see ``isIdentifier(_:)``).
    public init?(site: String, valve: String, kind: ValveTopicKind) {
        guard Self.isIdentifier(site), Self.isIdentifier(valve) else { return nil }
        self.site = site
        self.valve = valve
        self.kind = kind
    }

    /// Reads a topic as it came from the broker; nil for anything that is not exactly of this schema.
    public init?(parsing topic: String) {
        guard topic.utf8.count <= 160 else { return nil }
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        guard levels.count == 5, levels[0] == "ops", levels[1] == "v1",
            let kind = ValveTopicKind(rawValue: String(levels[4]))
        else { return nil }
        self.init(site: String(levels[2]), valve: String(levels[3]), kind: kind)
    }

    /// The topic as the broker knows it.
    public var text: String { "ops/v1/\(site)/\(valve)/\(kind.rawValue)" }

    /// The filter that matches one kind of message of every valve of a site; nil where the site is no identifier.
    public static func filter(site: String, kind: ValveTopicKind) -> String? {
        isIdentifier(site) ? "ops/v1/\(site)/+/\(kind.rawValue)" : nil
    }

    /// True for 1 to 64 characters of `A-Z a-z 0-9 _ . -`: the names of sites, valves and commands. Such a name can
    /// neither be a wildcard nor reach into another topic level.
    public static func isIdentifier(_ text: String) -> Bool {
        let bytes = text.utf8
        guard !bytes.isEmpty, bytes.count <= 64 else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"): true
            default: false
            }
        }
    }
}
