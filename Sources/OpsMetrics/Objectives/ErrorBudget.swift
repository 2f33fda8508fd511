/// The arithmetic of error budgets, after the Google SRE Workbook, chapter 5 ("Alerting on SLOs").
public enum ErrorBudget {
    /// The share of events that may be bad: 1 − target, without the digits that binary fractions add.
    static func share(of target: Double) -> Double {
        ((1 - target) * 1e12).rounded() / 1e12
    }

    /// Seconds until the budget is spent if it goes on like this: window × what is left ÷ burn rate.
    ///
    /// - Parameters:
    ///   - left: The share of the budget that is left; at or below 0 it is spent already.
    ///   - burnRate: How many times faster than the budget allows: the share of bad events ÷ the share allowed. At 1 a whole
    ///     budget lasts exactly the window.
    /// - Returns: 0 where it is spent, nil where nothing burns.
    public static func secondsLeft(window: Duration, left: Double, burnRate: Double) -> Double? {
        guard left.isFinite, burnRate.isFinite else { return nil }
        if left <= 0 { return 0 }
        guard burnRate > 0 else { return nil }
        let seconds = Double(window.milliseconds) / 1_000 * left / burnRate
        return seconds.isFinite ? seconds : nil
    }
}
