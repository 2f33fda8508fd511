import OpsCore

/// What a device does after a decision, in this order.
public enum EdgeAction: Equatable, Sendable {
    /// Send an answer: to the response topic with the correlation data where the command had them, else to `ack`.
    case answer(ValveAckMessage, EdgeReplyTo)
    /// Move to this position; replaces any movement.
    case drive(to: Double)
    /// Stop where it is.
    case halt
    /// The state has changed: publish it.
    case publishState
}

/// Where a command's answers go.
public struct EdgeReplyTo: Equatable, Sendable {
    /// Nil: the device's own `ack` topic.
    public var topic: String?
    public var correlation: [UInt8]?

    public init(topic: String? = nil, correlation: [UInt8]? = nil) {
        self.topic = topic
        self.correlation = correlation
    }
}
