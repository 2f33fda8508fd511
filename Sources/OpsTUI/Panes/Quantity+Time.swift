import OpsCore

extension Quantity {
    /// How long something lasts or is ago, in at most five cells: `38s`, `4m12`, `11m`, `3h05`, `2d`.
    static func duration(_ seconds: Double?) -> String {
        guard let seconds, seconds.isFinite else { return unknown }
        let total = Int(min(max(0, seconds), 1e9))
        switch total {
        case ..<60: return "\(total)s"
        case ..<600: return "\(total / 60)m" + twoDigits(total % 60)
        case ..<3600: return "\(total / 60)m"
        case ..<86400: return "\(total / 3600)h" + twoDigits(total / 60 % 60)
        default: return "\(total / 86400)d"
        }
    }

    /// A graph's window, whole: `2m`, `15m`, `4h`.
    static func window(_ seconds: Double) -> String {
        seconds >= 3600 ? "\(fixed(seconds / 3600, 0))h" : "\(fixed(seconds / 60, 0))m"
    }

    /// How long something has lasted, for a column that is redrawn while nothing happens: seconds for the first
    /// minute, then whole minutes, so that an idle screen stays still.
    static func calmDuration(_ seconds: Double?) -> String {
        guard let seconds, seconds.isFinite else { return unknown }
        let total = min(max(0, seconds), 1e9)
        return duration(total < 60 ? total : total < 600 ? (total / 5).rounded(.down) * 5 : total)
    }

    /// The age of data that is fresh, in steps: an age that counts each second would write to the terminal each
    /// second without telling anybody anything.
    static func freshAge(_ seconds: Double?) -> String {
        guard let seconds, seconds.isFinite else { return unknown }
        switch seconds {
        case ..<2: return "<2s"
        case ..<5: return "<5s"
        case ..<10: return "<10s"
        case ..<15: return "<15s"
        case ..<60: return "<1m"
        default: return duration((seconds / 60).rounded(.down) * 60)
        }
    }

    /// The age of a fresh valve: its heartbeat comes every 5 s, so that the first step holds from one to the next.
    static func valveAge(_ seconds: Double?) -> String {
        guard let seconds, seconds.isFinite else { return unknown }
        return seconds < 6 ? "<6s" : freshAge(seconds)
    }

    /// The time of day in UTC: `14:02:31`.
    static func clock(_ time: WallTime) -> String {
        let day: Int64 = 86_400
        let seconds = Int(((time.milliseconds / 1000) % day + day) % day)
        return "\(twoDigits(seconds / 3600)):\(twoDigits(seconds / 60 % 60)):\(twoDigits(seconds % 60))"
    }

    private static func twoDigits(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
}
