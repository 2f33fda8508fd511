/// The parts of a date, in UTC, of a time in seconds since 1970.
enum TimeFunction {
    static func named(_ name: String) -> ((Double) -> Double)? { table[name] }

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

    /// Hands the day since 1970 and the second of that day to `body`. Times beyond any calendar have no parts.
    private static func part(_ seconds: Double, _ body: (Int, Int) -> Int) -> Double {
        guard abs(seconds) < 1e14 else { return .nan }
        let whole = Int(seconds)
        let day = (whole >= 0 ? whole : whole - 86_399) / 86_400
        return Double(body(day, whole - day * 86_400))
    }
}
