/// What an administrator decides about a key.
public enum KeyChange: Equatable, Sendable {
    case pause
    case resume
    case revoke
    /// `successor` took its place; the key works for `graceSeconds` more.
    case replace(successor: String, graceSeconds: Int)
}

extension KeyRecord {
    /// The record after `change`. Pausing what is paused and the like change nothing; a key that ended stays so.
    ///
    /// - Throws: `STATE_CHANGED` where the key has ended, or was rotated out before.
    public func applying(_ change: KeyChange, at now: WallTime) throws(Refusal) -> KeyRecord {
        var next = self
        switch change {
        case .revoke:
            next.state = .revoked
        case .pause:
            try refuseEnded(now)
            next.state = .paused
        case .resume:
            try refuseEnded(now)
            next.state = .active
        case .replace(let successor, let grace):
            try refuseEnded(now)
            if let successorID {
                throw Refusal(
                    .stateChanged, "The key \(id) was rotated before; rotate its successor \(successorID) instead.")
            }
            next.successorID = successor
            next.graceUntil = now.advanced(seconds: Double(grace))
        }
        return next
    }

    private func refuseEnded(_ now: WallTime) throws(Refusal) {
        guard case .ended(let end) = standing(at: now) else { return }
        let what =
            switch end {
            case .revoked: "was revoked"
            case .expired: "has expired"
            case .replaced: "was rotated out and its grace is over"
            }
        throw Refusal(.stateChanged, "The key \(id) \(what), which is final; make a new one.")
    }
}
