import OpsClient
import OpsTerminal

/// Something that happened, and when: all that the reducer ever learns about the world.
struct DashboardEvent: Sendable {
    enum Kind: Sendable {
        /// A second passed.
        case tick
        /// It is time to draw what came in the meantime.
        case frame
        /// A key went down. `freshID` is a new UUID, used where the key starts a command.
        case key(Key, freshID: String)
        case pasted(String)
        case resized(Size)
        /// The terminal hung up.
        case terminalGone
        case stream(StreamUpdate)
        case telemetry(TelemetryUpdate)
        /// An effect ended.
        case ended(EffectOutcome)
        /// Something a person should know that belongs to no pane.
        case notice(String)
        /// Somebody asked from outside to end.
        case stop(DashboardEnd)
    }

    var at: Moment
    var kind: Kind
}
