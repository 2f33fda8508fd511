import OpsMetrics

/// Kinds of messages that the server hands to the broker.
enum MessageOut: String {
    case command
    /// A Sparkplug node is asked for its births.
    case rebirth
    /// This host's Sparkplug state.
    case presence
    /// Valves announced to Home Assistant.
    case discovery
}

extension MetricRegistry {
    /// Counts a message that left.
    func countMessageOut(_ kind: MessageOut) { increment("mqtt_messages_out_total", [("kind", kind.rawValue)]) }
}
