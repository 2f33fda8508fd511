import OpsCore

/// A select that was granted: who may operate, what, and until when on the device's own clock.
struct EdgeSelection: Equatable, Sendable {
    var commandID: String
    var action: ValveAction
    var position: Double?
    var token: String
    var expires: MonotonicTime

    func isLive(at now: MonotonicTime) -> Bool { now < expires }

    /// True where an operate is the one that was selected.
    func permits(_ command: ValveCommandMessage) -> Bool {
        commandID == command.commandID && action == command.action && position == command.position
            && token == command.selectToken
    }
}
