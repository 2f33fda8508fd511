/// What a client tells its one consumer, in the order in which it happened.
public enum MQTTEvent: Sendable, Equatable {
    /// CONNACK came with success and every subscription was granted; `session` rises by one each time.
    case linkUp(session: UInt64)
    /// The link is gone, or an attempt failed; the next attempt starts after `retryInSeconds`.
    case linkDown(reason: String, retryInSeconds: Double)
    /// Messages in order of arrival, as many as had gathered.
    case messages([MQTTMessage])
    /// The consumer was too slow: this many messages were dropped; the newest of each topic was kept.
    case overflow(dropped: Int)
}
