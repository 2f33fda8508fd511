/// The body of `POST /v1/commands/{id}/confirm`: what the person who confirms has seen. Each member may be left out; one
/// that is there must be so, or nothing is confirmed.
public struct CommandConfirmation: Codable, Equatable, Sendable {
    public var valveId: String?
    public var action: ValveAction?
    /// 0 … 100.
    public var position: Double?

    public init(valveId: String? = nil, action: ValveAction? = nil, position: Double? = nil) {
        self.valveId = valveId
        self.action = action
        self.position = position
    }

    /// What a person confirms who sees `command`.
    public init(of command: CommandStatus) {
        self.init(valveId: command.valveId, action: command.action, position: command.position)
    }

    /// What a person confirms who sees `hold` on `valve`.
    public init(of hold: ValveHold, on valve: String) {
        self.init(valveId: valve, action: hold.action, position: hold.position)
    }

    /// - Throws: `STATE_CHANGED` where the command is another than the person saw.
    func check(_ command: CommandStatus) throws(Refusal) {
        let isSame =
            (valveId == nil || valveId == command.valveId) && (action == nil || action == command.action)
            && (position == nil || position == command.position)
        guard isSame else {
            throw Refusal(
                .stateChanged,
                "Command \(command.id) is \(command.action.rawValue) on \(command.valveId), not what was confirmed; "
                    + "look again, then decide")
        }
    }
}

extension CommandConfirmation: InboundBody, SchemaBounded {
    /// See ``SchemaBounded``.
    public static var bounds: [String: Schema] {
        ["valveId": .text(1...64, .line), "position": .number(0...100)]
    }
}
