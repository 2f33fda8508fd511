/// Who has a valve selected, for what, and until when: a command that waits for a person to confirm it.
public struct ValveHold: Codable, Equatable, Sendable {
    /// The command that waits.
    public var commandId: String
    public var action: ValveAction
    /// The wanted position, 0 … 100; nil for actions that name none.
    public var position: Double?
    /// Who asked for it.
    public var holder: String
    /// Why, in the holder's words.
    public var reason: String?
    /// When it lapses.
    public var until: WallTime
    /// True where somebody other than the holder must confirm it.
    public var needsSecondPerson: Bool

    public init(
        commandId: String, action: ValveAction, position: Double?, holder: String, reason: String?, until: WallTime,
        needsSecondPerson: Bool
    ) {
        self.commandId = commandId
        self.action = action
        self.position = position
        self.holder = holder
        self.reason = reason
        self.until = until
        self.needsSecondPerson = needsSecondPerson
    }

    /// The hold that a held command stands for; nil for any other command.
    public init?(_ command: CommandStatus) {
        guard command.state == .held, let until = command.holdUntil else { return nil }
        self.init(
            commandId: command.id, action: command.action, position: command.position, holder: command.actor,
            reason: command.reason, until: until, needsSecondPerson: command.needsSecondPerson ?? false)
    }

    /// What another command on the valve is told.
    func refusal(of valve: String) -> Refusal {
        let awaited = needsSecondPerson ? ", who waits for a second person's confirmation," : ""
        return Refusal(
            .alreadySelected,
            "\(valve) is selected by \(holder)\(awaited) for \(action.rawValue) until \(until.clock), command "
                + "\(commandId): wait, or cancel that command; `stop` and `safe` remain available")
    }
}
