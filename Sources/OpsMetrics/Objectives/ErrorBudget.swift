/// The arithmetic of error budgets, after the Google SRE Workbook, chapter 5 ("Alerting on SLOs").
public enum ErrorBudget {
    /// The share of events that may be bad: 1 − target, without the digits that binary fractions add.
    static func share(of target: Double) -> Double {
        ((1 - target) * 1e12).rounded() / 1e12
    }

    /// Seconds until the budget is spent if it goes on like this: (window − known × spent) ÷ burn rate, where spent is the
    /// part of the known time's budget that is gone. With all of the window known that is window × left ÷ burn rate.
    ///
    /// What is not known of the window counts as without errors, so the budget lasts no longer than this.
    ///
    /// - Parameters:
    ///   - known: Seconds of the window that were observed.
    ///   - left: The share of the known time's budget that is left; below 0 more was spent than that time allows.
    ///   - burnRate: How many times faster than the budget allows: the share of bad events ÷ the share allowed. At 1 a whole
    ///     budget lasts exactly the window.
    /// - Returns: 0 where the whole window's budget is spent already, nil where nothing burns.
    public static func secondsLeft(window: Duration, known: Double, left: Double, burnRate: Double) -> Double? {
        guard known.isFinite, left.isFinite, burnRate.isFinite else { return nil }
        let whole = Double(window.milliseconds) / 1_000
        let rest = whole - min(max(known, 0), whole) * (1 - left)
        if rest <= 0 { return 0 }
        guard burnRate > 0 else { return nil }
        let seconds = rest / burnRate
        return seconds.isFinite ? seconds : nil
    }
}
