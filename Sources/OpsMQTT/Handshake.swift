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

    private var phase = Phase.connecting

    var isUp: Bool { phase == .up }
    /// Whether CONNACK has not come yet.
    var isConnecting: Bool { phase == .connecting }

    /// CONNACK came. `reason` is MQTT 5's: 0 is success.
    mutating func connectAcknowledged(reason: Int32, subscriptions: Int) -> Step {
        guard phase == .connecting else { return .fail("a second CONNACK") }
        guard reason == 0 else { return .fail("the broker refused: \(MQTTReason.text(reason))") }
        if subscriptions == 0 {
            phase = .up
            return .up
        }
        phase = .subscribing([])
        return .subscribe
    }

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
