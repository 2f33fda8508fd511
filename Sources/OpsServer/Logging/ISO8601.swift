import OpsCore

/// UTC dates, computed from the civil calendar (Howard Hinnant, "chrono-compatible low-level date algorithms"):
/// a formatter object costs far more than a log line.
enum ISO8601 {
    /// A day of the Gregorian calendar and a time of day.
    struct Civil: Equatable {
        var year: Int64
        var month: Int64
        var day: Int64
        /// 0 is Sunday.
        var weekday: Int64
        var secondOfDay: Int64
        var millisecond: Int64
    }

    /// `2026-11-21T03:00:00.123Z`.
    static func text(of time: WallTime) -> String {
        let civil = civil(of: time)
        let hour = civil.secondOfDay / 3600
        let minute = civil.secondOfDay / 60 % 60
        return "\(civil.year)-\(two(civil.month))-\(two(civil.day))T\(two(hour)):\(two(minute)):"
            + "\(two(civil.secondOfDay % 60)).\(civil.millisecond < 100 ? "0" : "")\(two(civil.millisecond))Z"
    }

    /// Splits `time` into its parts in UTC.
    static func civil(of time: WallTime) -> Civil {
        let days = floorDivide(time.milliseconds, 86_400_000)
        let inDay = time.milliseconds - days * 86_400_000
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return Civil(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, weekday: ((days + 4) % 7 + 7) % 7,
            secondOfDay: inDay / 1000, millisecond: inDay % 1000)
    }

    /// `value` with a leading zero where it has one digit.
    static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }

    private static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
        value >= 0 ? value / by : -((-value + by - 1) / by)
    }
}
