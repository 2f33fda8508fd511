/// The end of a variable's name that says until when a rotated key still works: `API_KEY_ACME_UNTIL_20261122T053000Z`
/// (UTC) holds acme's old key beside the new one in `API_KEY_ACME`.
///
/// In the name rather than in the value, because a key may hold any printable character.
public enum GraceSuffix {
    private static let mark = "_UNTIL_"
    private static let stampLength = 16

    /// `name` without the suffix, and its time; nil where it has none.
    public static func split(_ name: String) -> (name: String, until: WallTime)? {
        let length = mark.utf8.count + stampLength
        guard name.utf8.count > length else { return nil }
        let suffix = name.suffix(length)
        guard suffix.hasPrefix(mark), let until = time(Array(suffix.dropFirst(mark.count).utf8)) else { return nil }
        return (String(name.dropLast(length)), until)
    }

    /// The suffix for `until`, cut to whole seconds.
    public static func text(_ until: WallTime) -> String { mark + stamp(until) }

    /// `20261122T053000Z`, UTC.
    public static func stamp(_ time: WallTime) -> String {
        let seconds = Int(time.milliseconds / 1000)
        let (year, month, day) = civil(seconds / 86_400)
        let rest = seconds % 86_400
        return padded(year, 4) + padded(month, 2) + padded(day, 2) + "T" + padded(rest / 3600, 2)
            + padded(rest % 3600 / 60, 2) + padded(rest % 60, 2) + "Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    private static func time(_ stamp: [UInt8]) -> WallTime? {
        guard stamp.count == stampLength, stamp[8] == UInt8(ascii: "T"), stamp[15] == UInt8(ascii: "Z"),
            let date = number(stamp[0..<8]), let clock = number(stamp[9..<15])
        else { return nil }
        let (hour, minute, second) = (clock / 10_000, clock / 100 % 100, clock % 100)
        let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100)
        guard year >= 1970, (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
        return WallTime(milliseconds: Int64(seconds) * 1000)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy(Ascii.isDigit) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1) - 48 }
    }

    /// Days since 1970-01-01 of the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible low-level date
    /// algorithms", `days_from_civil`), for years from 1970.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The inverse of ``days(_:_:_:)`` (`civil_from_days`).
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let days = days + 719_468
        let era = days / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}
