import OpsCore

/// A valve's state as the device itself published it, heard on the dashboard's own connection.
struct ValveReading: Equatable, Sendable {
    var valveID: String
    var message: ValveStateMessage

    init(valveID: String, message: ValveStateMessage) {
        self.valveID = valveID
        self.message = message
    }

    /// Reads a message of `ops/v1/{site}/{valve}/state`; nil for anything else, however it looks.
    init?(topic: String, payload: [UInt8], site: String) {
        guard let address = ValveTopic(parsing: topic), address.site == site, address.kind == .state,
            let message = try? ValveStateMessage.decode(payload)
        else { return nil }
        self.init(valveID: address.valve, message: message)
    }

    /// What the valve does, in the server's words: by the limit switches at rest, by the target while it moves.
    func state(otherwise known: ValveState) -> ValveState {
        guard message.quality != .bad, !(message.limitOpen && message.limitClosed) else { return .unknown }
        guard message.moving else { return message.limitClosed ? .closed : message.limitOpen ? .open : .stopped }
        guard let target = message.target, abs(target - message.position) >= 0.1 else {
            return known == .opening || known == .closing ? known : .unknown
        }
        return target > message.position ? .opening : .closing
    }
}
