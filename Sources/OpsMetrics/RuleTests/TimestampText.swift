/// Times in the form of RFC 3339.
enum TimestampText {
    /// Milliseconds since 1970 of such as `2021-01-01T00:00:00.5Z` or `…+02:00`, or nil where the text is none.
    static func milliseconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 40,
            let year = number(bytes, 0, 4), let month = number(bytes, 5, 2), let day = number(bytes, 8, 2),
            let hour = number(bytes, 11, 2), let minute = number(bytes, 14, 2), let second = number(bytes, 17, 2),
            bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), bytes[10] | 0x20 == UInt8(ascii: "t"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        var place = 19
        var fraction: Int64 = 0
        if bytes[place] == UInt8(ascii: ".") {
            let digits = bytes[(place + 1)...].prefix { MetricName.isDigit($0) }
            guard !digits.isEmpty else { return nil }
            let padded = (Array(digits.prefix(3)) + [UInt8](repeating: UInt8(ascii: "0"), count: 3)).prefix(3)
            fraction = Int64(String(decoding: padded, as: UTF8.self)) ?? 0
            place += digits.count + 1
        }
        guard let zone = zoneSeconds(Array(bytes[place...])) else { return nil }
        let days = Self.days(year, month, day)
        return (Int64(days) * 86_400 + Int64(hour * 3_600 + minute * 60 + second - zone)) * 1_000 + fraction
    }

    private static func zoneSeconds(_ bytes: [UInt8]) -> Int? {
        if bytes.count == 1 { return bytes[0] | 0x20 == UInt8(ascii: "z") ? 0 : nil }
        guard bytes.count == 6, let hour = number(bytes, 1, 2), let minute = number(bytes, 4, 2) else { return nil }
        let seconds = hour * 3_600 + minute * 60
        return bytes[0] == UInt8(ascii: "-") ? -seconds : bytes[0] == UInt8(ascii: "+") ? seconds : nil
    }

    private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int? {
        guard start + count <= bytes.count else { return nil }
        let digits = bytes[start..<start + count]
        guard digits.allSatisfy(MetricName.isDigit) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// Days since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
