/// What one connection says of itself: made anew for each attempt, where birth and will must agree in something that is
/// different each time (Sparkplug's `bdSeq`, a host's timestamp).
public struct MQTTGreeting: Sendable {
    /// What the broker publishes when the link dies without a goodbye.
    public var will: MQTTMessage?
    /// Published when the link is up, before anything a caller publishes.
    public var birth: [MQTTMessage]

    public init(will: MQTTMessage? = nil, birth: [MQTTMessage] = []) {
        self.will = will
        self.birth = birth
    }
}
