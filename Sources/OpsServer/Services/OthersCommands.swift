import OpsCore

/// Commands of other servers as heard on the broker, for servers that share no database; a value inside the valve service.
struct OthersCommands: Sendable {
    /// A command that this server did not send.
    struct Heard: Equatable, Sendable {
        var commandID: String
        var actor: String
        var action: ValveAction
        /// From then on it can no longer begin.
        var deadAfter: MonotonicTime
    }

    /// Own commands remembered, in case the broker sends them back.
    private static let ownLimit = 64

    private var heard: [String: Heard] = [:]
    private var own: [String] = []

    /// Notes a command that this server hands to the broker.
    mutating func sent(_ id: String) {
        guard !own.contains(id) else { return }
        own = own.suffix(Self.ownLimit - 1) + [id]
    }

    /// Notes a message from the broker. False where it is this server's own.
    mutating func hear(
        _ message: ValveCommandMessage, timers: ActuationTimers, at now: MonotonicTime
    ) -> Bool {
        guard !own.contains(message.commandID) else { return false }
        if message.phase == .cancel {
            if heard[message.valve]?.commandID == message.commandID { heard[message.valve] = nil }
        } else {
            heard[message.valve] = Heard(
                commandID: message.commandID, actor: message.actor ?? "somebody", action: message.action,
                deadAfter: now.advanced(by: timers.lifetime + timers.selectHold))
        }
        return true
    }

    /// The other server's command that is under way on a valve that was last reported as `latest`; nil where none is.
    func underWay(on valve: String, _ latest: ValveStateMessage?, at now: MonotonicTime) -> Heard? {
        guard let command = heard[valve] else { return nil }
        if let latest, latest.lastCommandID == command.commandID { return latest.moving ? command : nil }
        return now < command.deadAfter ? command : nil
    }
}
