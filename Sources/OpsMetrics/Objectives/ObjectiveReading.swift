/// How an objective stands, read from what its rules recorded. What is not known is nil, never 0.
public struct ObjectiveReading: Sendable, Equatable {
    /// One window's burn rate, and how much of the window is known.
    public struct Burn: Sendable, Equatable {
        /// The window.
        public let window: Duration
        /// The window as Prometheus writes it: `5m`.
        public var windowText: String { PromQLDuration.text(window.milliseconds) }
        /// How many times faster than the budget allows; 0 where nothing happened.
        public let rate: Double
        /// The part of the window that was observed, 0 to 1: a start, a gap and what is no longer kept are not.
        public let knownRatio: Double
    }

    /// The objective's name.
    public let name: String
    /// The share that must be good.
    public let target: Double
    /// The objective's window.
    public let window: Duration
    /// Seconds of the window that were observed; what is said of the window is said of these.
    public let windowKnownSeconds: Double
    /// The share of events that were good; nil where there was no event.
    public let goodRatio: Double?
    /// The part of the budget that is left: 1 untouched, 0 spent, below 0 overspent.
    public let budgetLeftRatio: Double?
    /// The burn rates, shortest window first.
    public let burns: [Burn]
    /// How fast it burns now: the lesser of the most urgent condition's two windows, so that neither a moment nor what is
    /// over counts.
    public let burnRate: Double?
    /// Seconds until the budget of the whole window is spent at ``burnRate``, at the most: what is not known of the window
    /// counts as without errors. 0 where it is spent, nil where nothing burns.
    public let secondsLeft: Double?
    /// The most urgent condition that holds; nil too where none is to be alerted.
    public let burning: BurnWindow?

    /// What the rules of `file` recorded, as one expression.
    public static func query(for file: ObjectiveFile) throws(PromQLError) -> Expression {
        try PromQL.parse(
            "{__name__=~\"\(ObjectiveRules.Metric.all.joined(separator: "|"))\",\(ObjectiveRules.Metric.own)}")
    }

    /// The objectives of a file in its order.
    ///
    /// - Parameter samples: The value of ``query(for:)`` at the time of reading.
    public static func readings(of file: ObjectiveFile, from samples: [Sample]) -> [ObjectiveReading] {
        var values: [Key: Double] = [:]
        let own = [Labels.nameLabel, ObjectiveRules.Metric.slo, ObjectiveRules.Metric.window]
        for sample in samples
        where sample.value.isFinite && sample.labels.pairs.allSatisfy({ own.contains($0.name) }) {
            let key = Key(
                metric: sample.labels[Labels.nameLabel] ?? "", slo: sample.labels[ObjectiveRules.Metric.slo] ?? "",
                window: sample.labels[ObjectiveRules.Metric.window] ?? "")
            values[key] = sample.value
        }
        return file.objectives.map { ObjectiveReading($0, values) }
    }

    private struct Key: Hashable {
        var metric: String
        var slo: String
        var window: String
    }

    private init(_ objective: Objective, _ values: [Key: Double]) {
        func value(_ metric: String, _ window: Duration? = nil) -> Double? {
            let window = window.map { PromQLDuration.text($0.milliseconds) } ?? ""
            return values[Key(metric: metric, slo: objective.name, window: window)]
        }
        func known(_ window: Duration) -> Double {
            min(max(value(ObjectiveRules.Metric.known, window) ?? 0, 0), Double(window.milliseconds) / 1_000)
        }
        name = objective.name
        target = objective.target
        window = objective.window
        let knownSeconds = known(objective.window)
        windowKnownSeconds = knownSeconds
        goodRatio = value(ObjectiveRules.Metric.good)
        budgetLeftRatio = value(ObjectiveRules.Metric.budgetLeft)
        burns = BurnWindow.windows.compactMap { window in
            value(ObjectiveRules.Metric.burn, window).map {
                Burn(window: window, rate: $0, knownRatio: known(window) * 1_000 / Double(window.milliseconds))
            }
        }
        let rates = Dictionary(uniqueKeysWithValues: burns.map { ($0.window, $0.rate) })
        let first = BurnWindow.all.first.flatMap { pair in Self.lesser(pair, rates) }
        burnRate = first
        secondsLeft = budgetLeftRatio.flatMap {
            ErrorBudget.secondsLeft(
                window: objective.window, known: knownSeconds, left: $0, burnRate: first ?? 0)
        }
        burning = BurnWindow.all.first { pair in
            objective.alerts && (Self.lesser(pair, rates) ?? 0) > pair.factor
                && known(pair.long) * 1_000 >= Double(pair.short.milliseconds)
        }
    }

    /// What both windows of a condition burn at least.
    private static func lesser(_ pair: BurnWindow, _ rates: [Duration: Double]) -> Double? {
        guard let short = rates[pair.short], let long = rates[pair.long] else { return nil }
        return min(short, long)
    }
}
