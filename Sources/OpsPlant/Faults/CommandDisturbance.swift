import OpsCore

/// A bad road for commands to a device: doubled, or held back so that a later one overtakes. A value; time comes in.
struct CommandDisturbance<Message: Sendable>: Sendable {
    enum Kind: Sendable {
        case none, duplicate, reorder
    }

    var kind = Kind.none
    /// Held back, and until when.
    private(set) var held: (message: Message, until: MonotonicTime)?

    /// A command that no other overtakes is let through after this long.
    static var patience: Duration { .milliseconds(800) }

    /// A command has come; what reaches the device now, in this order.
    mutating func take(_ message: Message, at now: MonotonicTime) -> [Message] {
        switch kind {
        case .none: return release() + [message]
        case .duplicate: return release() + [message, message]
        case .reorder:
            guard let former = held?.message else {
                held = (message, now.advanced(by: Self.patience))
                return []
            }
            held = nil
            return [message, former]
        }
    }

    /// What was held back for long enough.
    mutating func due(at now: MonotonicTime) -> [Message] {
        guard let held, now >= held.until else { return [] }
        return release()
    }

    private mutating func release() -> [Message] {
        defer { held = nil }
        return held.map { [$0.message] } ?? []
    }
}
