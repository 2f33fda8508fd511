/// A topic filter to be subscribed at each new session.
public struct MQTTSubscription: Sendable, Equatable {
    /// The filter: `+` is one level, a final `#` all below.
    public var filter: String
    /// The highest quality of service wanted: 0, 1 or 2.
    public var qos: Int
    /// Retained messages are sent 0 at each subscribe, 1 at a new subscription only, 2 never.
    public var retainHandling: Int
    /// Whether our own publishes are kept from coming back.
    public var noLocal: Bool

    public init(filter: String, qos: Int = 1, retainHandling: Int = 0, noLocal: Bool = false) {
        self.filter = filter
        self.qos = qos
        self.retainHandling = retainHandling
        self.noLocal = noLocal
    }
}
