/// What puts an alert aside. A mask changes what is shown and who is called, never what is known: beneath it the
/// condition comes and goes, and acknowledging works as ever.
extension AlertLife {
    /// What the alert shows: the strongest mask, else ``standing``. A suppression hides only what would be shown; a
    /// shelf and a withdrawal are shown whatever lies beneath, so that nobody forgets them.
    public var state: AlertState? {
        guard let mask = masks.first else { return standing }
        guard mask.kind == .suppressed else { return mask.kind.state }
        switch standing {
        case nil, .pending, .resolved: return standing
        default: return .suppressed
        }
    }

    /// When ``AlertEvent/timePassed`` will change something: a shelf's end, or its own; nil where nothing waits.
    public var wakesAt: WallTime? {
        [masks.first { $0.kind == .shelved }?.until, resolvesAt].compactMap(\.self).min()
    }

    /// True where nothing is left to remember.
    public var isOver: Bool { masks.isEmpty && (standing == nil || standing == .resolved) }

    mutating func shelve(_ wish: AlertShelving, by person: String, at now: WallTime) throws(Refusal) {
        try checkExists()
        let seconds = wish.durationSeconds ?? AlertShelving.usualSeconds
        guard (1...AlertShelving.longestSeconds).contains(seconds) else {
            throw Refusal(
                .validationFailed, "An alert is shelved for 1 to \(AlertShelving.longestSeconds) s, not \(seconds) s.")
        }
        put(
            AlertMask(
                kind: .shelved, by: person, reason: Self.text(wish.reason), since: now,
                until: now.advanced(seconds: Double(seconds)), oneShot: wish.oneShot ?? false))
    }

    mutating func withdraw(_ wish: AlertWithdrawal, by person: String, at now: WallTime) throws(Refusal) {
        try checkExists()
        guard let reason = Self.text(wish.reason) else {
            throw Refusal(.validationFailed, "Say why the alert is taken out of service: it needs a reason.")
        }
        put(AlertMask(kind: .outOfService, by: person, reason: reason, since: now))
    }

    mutating func suppress(_ reason: String, at now: WallTime) {
        let text = Self.text(reason)
        if let known = masks.first(where: { $0.kind == .suppressed }), known.reason == text { return }
        put(AlertMask(kind: .suppressed, by: "design", reason: text, since: now))
    }

    mutating func remove(_ kind: AlertMask.Kind) { masks.removeAll { $0.kind == kind } }

    /// Ends a shelf whose time is over.
    mutating func endShelf(at now: WallTime) {
        masks.removeAll { $0.kind == .shelved && ($0.until ?? now) <= now }
    }

    /// Ends a shelf that was to last until the condition has gone.
    mutating func removeOneShot() { masks.removeAll { $0.kind == .shelved && $0.oneShot } }

    private mutating func put(_ mask: AlertMask) {
        remove(mask.kind)
        masks = (masks + [mask]).sorted { $0.kind < $1.kind }
    }

    private func checkExists() throws(Refusal) {
        guard let state else { throw Self.unknown }
        guard state != .pending else {
            throw Refusal(.validationFailed, "The alert has not fired yet; there is nothing to put aside.")
        }
    }

    private static func text(_ reason: String?) -> String? {
        guard let reason else { return nil }
        let text = SafeText.clean(reason, limit: AlertShelving.reasonLimit)
        return text.allSatisfy(\.isWhitespace) ? nil : text
    }
}

extension AlertMask.Kind: Comparable {
    /// The strongest first.
    public static func < (a: AlertMask.Kind, b: AlertMask.Kind) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .outOfService: 0
        case .shelved: 1
        case .suppressed: 2
        }
    }
}
