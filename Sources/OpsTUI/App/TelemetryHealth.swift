import OpsCore

/// How the dashboard's own subscription to the broker is.
struct TelemetryHealth: Equatable, Sendable {
    enum Phase: Equatable, Sendable {
        case connecting
        case live
        case down(reason: String)
        /// There is no way to the broker from here: valves are known through the server alone.
        case viaServer(reason: String)
    }

    var phase: Phase = .connecting
    /// When a reading came last.
    var lastReading: MonotonicTime?
    /// Messages that were no readings, and those dropped because too many came at once.
    var unreadable = 0
    var dropped = 0

    /// True while the dashboard hears valves itself.
    var isLive: Bool { phase == .live }
}
