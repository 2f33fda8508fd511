/// A service level objective: which share of events must be good over a window.
public struct Objective: Sendable {
    /// Where good and bad events are counted.
    public enum Source: Sendable {
        /// Events that count as good, of all events.
        case good(EventQuery, total: EventQuery)
        /// Events that count against the objective, of all events.
        case bad(EventQuery, total: EventQuery)
        /// Observations of a histogram that are at most `threshold`, in the histogram's own unit.
        case latency(histogram: VectorSelector, threshold: Double)
    }

    /// Its name, unique in its file: the label `slo` of everything recorded.
    public let name: String
    /// What it promises, in a sentence; empty where none was written.
    public let description: String
    /// Which share must be good, more than 0 and less than 1: 0.999 for 99.9 %.
    public let target: Double
    /// The time over which the share counts, moving with the clock.
    public let window: Duration
    /// What is counted.
    public let source: Source
    /// Whether fast burning of its budget is alerted.
    public let alerts: Bool
    /// What to do about it, as the alerts' annotation; empty where none was written.
    public let runbook: String
    /// The line where it begins.
    public let line: Int

    /// The share of events that may be bad: what the error budget is made of.
    public var budget: Double { ErrorBudget.share(of: target) }
}
