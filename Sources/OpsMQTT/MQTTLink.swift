/// How the link stood when it was asked for.
public struct MQTTLink: Sendable, Equatable {
    /// Whether CONNACK and every SUBACK have come and nothing has failed since.
    public var connected: Bool
    /// The number of the current or last session; 0 before the first.
    public var session: UInt64
    /// Time since the last message came in; nil before the first.
    public var lastMessageAge: Duration?
    /// Connection attempts since the link was last up.
    public var attempts: Int
    /// The latest round trip to the broker, from pings, acknowledgements and subscriptions.
    public var roundTripMilliseconds: Double?
    /// What the current or last session speaks.
    public var version: MQTTVersion

    public init(
        connected: Bool = false, session: UInt64 = 0, lastMessageAge: Duration? = nil, attempts: Int = 0,
        roundTripMilliseconds: Double? = nil, version: MQTTVersion = .v5
    ) {
        self.connected = connected
        self.session = session
        self.lastMessageAge = lastMessageAge
        self.attempts = attempts
        self.roundTripMilliseconds = roundTripMilliseconds
        self.version = version
    }
}
