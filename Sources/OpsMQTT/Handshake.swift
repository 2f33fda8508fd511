/// From CONNECT to a usable link: CONNACK with success, then every subscription granted.
struct Handshake: Equatable {
    /// What the session does next.
    enum Step: Equatable {
        case wait
        /// Send the SUBSCRIBE packets.
        case subscribe
        /// Everything is granted.
        case up
        /// The link is of no use.
        case fail(String)
    }

    private enum Phase: Equatable {
        case connecting
        case subscribing(Set<Int32>)
        case up
    }

    let version: MQTTVersion
    private var phase = Phase.connecting
    /// True where the broker does not speak this version.
    private(set) var isVersionRefused = false

    init(_ version: MQTTVersion = .v5) { self.version = version }

    var isUp: Bool { phase == .up }
    /// Whether CONNACK has not come yet.
    var isConnecting: Bool { phase == .connecting }

    /// CONNACK came. `reason` is the version's own; 0 is success.
    mutating func connectAcknowledged(reason: Int32, subscriptions: Int) -> Step {
        guard phase == .connecting else { return .fail("a second CONNACK") }
        guard reason == 0 else {
            isVersionRefused = reason == (version == .v5 ? Self.unsupportedVersion : Self.unacceptableVersion)
            return .fail("the broker refused: \(MQTTReason.connect(reason, version))")
        }
        if subscriptions == 0 {
            phase = .up
            return .up
        }
        phase = .subscribing([])
        return .subscribe
    }

    /// MQTT 5's reason; the library says it too where an older broker answers in its own words.
    private static let unsupportedVersion: Int32 = 0x84
    /// MQTT 3.1.1's return code.
    private static let unacceptableVersion: Int32 = 1

    /// The SUBSCRIBE packets went out under these ids.
    mutating func subscribed(ids: Set<Int32>) { phase = .subscribing(ids) }

    /// A SUBACK came. Codes below 0x80 grant.
    mutating func subscriptionAcknowledged(id: Int32, codes: [Int32]) -> Step {
        guard case .subscribing(var open) = phase, open.remove(id) != nil else { return .wait }
        if codes.isEmpty { return .fail("an empty SUBACK") }
        if let refused = codes.first(where: { $0 >= 0x80 }) {
            return .fail("a subscription was refused: \(MQTTReason.text(refused))")
        }
        phase = open.isEmpty ? .up : .subscribing(open)
        return open.isEmpty ? .up : .wait
    }
}
