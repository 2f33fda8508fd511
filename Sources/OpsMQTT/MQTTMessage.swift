/// One application message, received or to be published.
public struct MQTTMessage: Sendable, Equatable {
    /// The topic, without wildcards.
    public var topic: String
    /// The body: up to `maximumPayloadBytes`.
    public var payload: [UInt8]
    /// 0 at most once, 1 at least once, 2 exactly once.
    public var qos: Int
    /// Whether the broker keeps it for later subscribers; on a received one, that it was kept.
    public var retain: Bool
    /// Seconds that the broker may hold it, counted from its arrival there.
    public var expirySeconds: UInt32?
    /// Where an answer is awaited.
    public var responseTopic: String?
    /// What the answer must carry back.
    public var correlationData: [UInt8]?
    /// Set on a received message whose body was longer than `maximumPayloadBytes` and left out.
    public var wasTooLong = false

    /// Longer bodies are neither sent nor handed on: 1 MiB.
    public static let maximumPayloadBytes = 1 << 20

    public init(
        topic: String, payload: [UInt8], qos: Int = 0, retain: Bool = false, expirySeconds: UInt32? = nil,
        responseTopic: String? = nil, correlationData: [UInt8]? = nil
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.retain = retain
        self.expirySeconds = expirySeconds
        self.responseTopic = responseTopic
        self.correlationData = correlationData
    }
}
