/// What the library's callbacks report during one call into it.
enum HandleEvent {
    /// CONNACK, with the broker's limit on unacknowledged messages.
    case connectAcknowledged(reason: Int32, receiveMaximum: Int?)
    case subscriptionAcknowledged(id: Int32, codes: [Int32])
    /// A QoS 0 message has been written, or a QoS 1 or 2 message has been acknowledged.
    case publishEnded(id: Int32, reason: Int32)
    case message(MQTTMessage)
    case disconnected(reason: Int32)
}
