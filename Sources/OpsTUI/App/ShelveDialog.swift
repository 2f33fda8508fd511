import OpsCore

/// How long to put an alert aside: a key each, so that the second key is the choice.
struct ShelveDialog: Equatable, Sendable {
    let alertID: String
    let name: String

    /// A choice of the dialog.
    enum Choice: CaseIterable, Sendable {
        case tenMinutes, halfHour, hour, fourHours, shift, untilCleared, announce

        var key: Character {
            switch self {
            case .tenMinutes: "1"
            case .halfHour: "2"
            case .hour: "3"
            case .fourHours: "4"
            case .shift: "5"
            case .untilCleared: "o"
            case .announce: "u"
            }
        }

        var words: String {
            switch self {
            case .tenMinutes: "10 minutes"
            case .halfHour: "30 minutes"
            case .hour: "1 hour"
            case .fourHours: "4 hours"
            case .shift: "12 hours, the longest"
            case .untilCleared: "once: until its condition has gone, 12 hours at most"
            case .announce: "announce it again now"
            }
        }

        /// Nil for what ends a shelf.
        var wish: AlertShelving? {
            switch self {
            case .tenMinutes: AlertShelving(durationSeconds: 600)
            case .halfHour: AlertShelving(durationSeconds: 1_800)
            case .hour: AlertShelving(durationSeconds: 3_600)
            case .fourHours: AlertShelving(durationSeconds: 14_400)
            case .shift: AlertShelving(durationSeconds: AlertShelving.longestSeconds)
            case .untilCleared: AlertShelving(durationSeconds: AlertShelving.longestSeconds, oneShot: true)
            case .announce: nil
            }
        }
    }

    /// What can be chosen now: only a shelved alert can be announced again.
    func choices(for alert: AlertStatus?) -> [Choice] {
        let isShelved = alert?.masks?.contains { $0.kind == .shelved } ?? false
        return Choice.allCases.filter { $0 != .announce || isShelved }
    }
}
