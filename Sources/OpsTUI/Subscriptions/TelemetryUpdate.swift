/// What the dashboard's own subscription to the broker tells.
enum TelemetryUpdate: Equatable, Sendable {
    case linkUp
    case linkDown(reason: String)
    /// There is no way to the broker from here.
    case unavailable(reason: String)
    /// Newest reading of each valve that spoke, and how many messages were no readings.
    case readings([ValveReading], unreadable: Int)
    case overflow(dropped: Int)
}
