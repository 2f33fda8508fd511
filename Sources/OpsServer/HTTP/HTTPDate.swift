import OpsCore

/// The `Date` header (RFC 9110, IMF-fixdate), made at most once a second and only when asked.
final class HTTPDate: Sendable {
    private let cached = Guarded<(second: Int64, text: String)>((-1, ""))
    private let clock: any OpsClock

    init(clock: any OpsClock = SystemClock()) { self.clock = clock }

    /// Now, e.g. `Sat, 21 Nov 2026 03:00:00 GMT`.
    var text: String {
        let now = clock.wall
        let second = now.milliseconds / 1000
        return cached.with { cached in
            if cached.second != second { cached = (second, Self.text(of: now)) }
            return cached.text
        }
    }

    static func text(of time: WallTime) -> String {
        let civil = ISO8601.civil(of: time)
        let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let clock = [civil.secondOfDay / 3600, civil.secondOfDay / 60 % 60, civil.secondOfDay % 60]
        return
            "\(weekdays[Int(civil.weekday)]), \(ISO8601.two(civil.day)) \(months[Int(civil.month) - 1]) \(civil.year) "
            + clock.map(ISO8601.two).joined(separator: ":") + " GMT"
    }
}
