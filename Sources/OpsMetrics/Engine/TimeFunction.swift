/// The parts of a date, in UTC, of a time in seconds since 1970.
enum TimeFunction {
    static func named(_ name: String) -> (@Sendable (Double) -> Double)? { table[name] }

    private static let table: [String: @Sendable (Double) -> Double] = [
        "minute": { part($0) { $1 / 60 % 60 } },
        "hour": { part($0) { $1 / 3_600 } },
        // 1970-01-01 was a Thursday; the second remainder brings earlier days above zero.
        "day_of_week": { part($0) { day, _ in ((day + 4) % 7 + 7) % 7 } },
        "day_of_month": { part($0) { day, _ in CivilDate(day: day).day } },
        "day_of_year": { part($0) { day, _ in CivilDate(day: day).dayOfYear } },
        "days_in_month": { part($0) { day, _ in CivilDate(day: day).daysInMonth } },
        "month": { part($0) { day, _ in CivilDate(day: day).month } },
        "year": { part($0) { day, _ in CivilDate(day: day).year } },
    ]

    /// Hands the day since 1970 and the second of that day to `body`.
    private static func part(_ seconds: Double, _ body: (Int, Int) -> Int) -> Double {
        // What fits no integer is, in Go on x86-64, the smallest one, and its calendar wraps round at the year
        // -292277022399: so Prometheus has a date even for NaN and infinity.
        let whole = seconds > -0x1p63 && seconds < 0x1p63 ? Int64(seconds) : Int64.min
        let absolute = UInt64(bitPattern: whole) &+ 9_223_371_966_579_724_800
        let day = Int(absolute / 86_400) - 106_751_990_353_932
        let second = Int(absolute % 86_400)
        return Double(body(day, second))
    }
}
