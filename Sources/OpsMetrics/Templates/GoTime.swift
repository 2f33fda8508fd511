/// Times and durations as Go's package time prints them, in UTC.
enum GoTime {
    /// `2015-06-23 13:19:44.128 +0000 UTC`.
    static func text(_ milliseconds: Int64) -> String {
        let parts = Parts(milliseconds)
        var fraction = ""
        if parts.millisecond > 0 {
            fraction = "." + padded(parts.millisecond, 3)
            while fraction.hasSuffix("0") { fraction.removeLast() }
        }
        return "\(parts.day) \(parts.clock)\(fraction) +0000 UTC"
    }

    /// `1h2m3.5s`.
    static func text(duration nanoseconds: Int64) -> String {
        if nanoseconds == 0 { return "0s" }
        let sign = nanoseconds < 0 ? "-" : ""
        let all = nanoseconds.magnitude
        if all < 1_000_000_000 {
            let (unit, scale): (String, UInt64) =
                all < 1_000 ? ("ns", 1) : all < 1_000_000 ? ("µs", 1_000) : ("ms", 1_000_000)
            return sign + decimal(all / scale, all % scale, scale) + unit
        }
        let seconds = all / 1_000_000_000
        var text = decimal(seconds % 60, all % 1_000_000_000, 1_000_000_000) + "s"
        if seconds >= 60 { text = "\(seconds / 60 % 60)m" + text }
        if seconds >= 3_600 { text = "\(seconds / 3_600)h" + text }
        return sign + text
    }

    /// A method of a time that takes no argument.
    static func method(_ name: String, _ milliseconds: Int64) -> TemplateValue? {
        let parts = Parts(milliseconds)
        switch name {
        case "String": return .string(text(milliseconds))
        case "UTC", "Local": return .time(milliseconds)
        case "Unix": return .int(parts.second)
        case "UnixMilli": return .int(milliseconds)
        case "UnixMicro": return .int(milliseconds &* 1_000)
        case "UnixNano": return .int(milliseconds &* 1_000_000)
        case "Year": return .int(Int64(parts.date.year))
        case "Month": return .string(months[(parts.date.month + 11) % 12])
        case "Day": return .int(Int64(parts.date.day))
        case "Weekday": return .string(weekdays[parts.weekday])
        case "YearDay": return .int(Int64(parts.date.dayOfYear))
        case "Hour": return .int(Int64(parts.hour))
        case "Minute": return .int(Int64(parts.minute))
        case "Second": return .int(Int64(parts.secondOfMinute))
        case "Nanosecond": return .int(Int64(parts.millisecond) * 1_000_000)
        case "IsZero": return .bool(false)
        default: return nil
        }
    }

    /// A method of a duration that takes no argument.
    static func method(_ name: String, duration nanoseconds: Int64) -> TemplateValue? {
        switch name {
        case "String": .string(text(duration: nanoseconds))
        case "Nanoseconds": .int(nanoseconds)
        case "Microseconds": .int(nanoseconds / 1_000)
        case "Milliseconds": .int(nanoseconds / 1_000_000)
        case "Seconds": .float(Double(nanoseconds) / 1e9)
        case "Minutes": .float(Double(nanoseconds) / 6e10)
        case "Hours": .float(Double(nanoseconds) / 3.6e12)
        case "Abs": .duration(nanoseconds == .min ? .max : abs(nanoseconds))
        default: nil
        }
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(digits - text.utf8.count, 0)) + text
    }

    private static func decimal(_ whole: UInt64, _ part: UInt64, _ scale: UInt64) -> String {
        guard part > 0 else { return "\(whole)" }
        var digits = String(String(part + scale).dropFirst())
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits)"
    }

    /// A time taken apart.
    struct Parts {
        let second: Int64
        let millisecond: Int
        let date: CivilDate
        let weekday: Int
        let hour: Int
        let minute: Int
        let secondOfMinute: Int

        init(_ milliseconds: Int64) {
            let (seconds, rest) = GoTime.floored(milliseconds, 1_000)
            let (days, inDay) = GoTime.floored(seconds, 86_400)
            (second, millisecond) = (seconds, Int(rest))
            date = CivilDate(day: Int(days))
            weekday = Int(GoTime.floored(days &+ 4, 7).rest)
            (hour, minute, secondOfMinute) = (Int(inDay) / 3_600, Int(inDay) / 60 % 60, Int(inDay) % 60)
        }

        var day: String {
            "\(GoTime.padded(date.year, 4))-\(GoTime.padded(date.month, 2))-\(GoTime.padded(date.day, 2))"
        }

        var clock: String {
            [hour, minute, secondOfMinute].map { GoTime.padded($0, 2) }.joined(separator: ":")
        }
    }

    private static func floored(_ value: Int64, _ unit: Int64) -> (quotient: Int64, rest: Int64) {
        let rest = ((value % unit) + unit) % unit
        return ((value &- rest) / unit, rest)
    }
}
