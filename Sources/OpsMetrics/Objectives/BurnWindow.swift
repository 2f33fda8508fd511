/// One of the conditions under which a budget burns too fast: both windows must burn by the factor.
///
/// The long window says that it matters, the short one that it goes on. Windows, factors and who is told are those of the
/// Google SRE Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts", and its table of parameters: 14.4 over an hour is
/// 2 % of a 30-day budget, 6 over six hours 5 %, 3 over a day 10 %, 1 over three days 10 %.
public struct BurnWindow: Sendable, Hashable {
    /// Who is told.
    public enum Severity: String, Sendable, Hashable {
        /// Somebody is woken.
        case page
        /// Somebody looks at it in the day.
        case ticket
    }

    /// How many times faster than the budget allows.
    public let factor: Double
    /// The short window.
    public let short: Duration
    /// The long window.
    public let long: Duration
    /// Who is told.
    public let severity: Severity

    /// The four conditions, the most urgent first.
    public static let all = [
        BurnWindow(factor: 14.4, short: .seconds(300), long: .seconds(3_600), severity: .page),
        BurnWindow(factor: 6, short: .seconds(1_800), long: .seconds(21_600), severity: .page),
        BurnWindow(factor: 3, short: .seconds(7_200), long: .seconds(86_400), severity: .ticket),
        BurnWindow(factor: 1, short: .seconds(21_600), long: .seconds(259_200), severity: .ticket),
    ]

    /// Every window of them once, shortest first.
    public static let windows: [Duration] = Set(all.flatMap { [$0.short, $0.long] }).sorted()
}
