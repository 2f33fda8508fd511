/// The rules that count one objective's events: all, and those that count against it.
struct ObjectiveEvents {
    private let objective: Objective
    private let window: String

    init(_ objective: Objective, window: Duration) {
        self.objective = objective
        self.window = PromQLDuration.text(window.milliseconds)
    }

    var rules: String {
        let target = Expression.number(objective.target)
        return [
            (ObjectiveRules.Metric.objective, "vector(\(target))"), (ObjectiveRules.Metric.events, events),
            (ObjectiveRules.Metric.errors, errors),
        ].map { ObjectiveRules.record($0, $1, [(ObjectiveRules.Metric.slo, objective.name)]) }.joined()
    }

    private var events: String {
        switch objective.source {
        case .good(_, let total), .bad(_, let total): total.rate(over: window)
        case .latency(let histogram, let threshold):
            // Only what has the threshold's bucket: of the others it is not known how long they took.
            "sum(\(Self.rate(of: histogram, "_count", window)) and ignoring (le) "
                + "\(Self.rate(of: histogram, "_bucket", window, at: threshold)))"
        }
    }

    /// A series begins with its first event: while there is none of one kind, there were none. A histogram has all of
    /// its buckets from the start; one without the threshold's says nothing.
    private var errors: String {
        switch objective.source {
        case .good(let good, _):
            return "clamp_min(\(events) - (\(good.rate(over: window)) or 0 * \(events)), 0)"
        case .bad(let bad, _): return "\(bad.rate(over: window)) or 0 * \(events)"
        case .latency(let histogram, let threshold):
            return "clamp_min(\(events) - sum(\(Self.rate(of: histogram, "_bucket", window, at: threshold))), 0)"
        }
    }

    private static func rate(
        of histogram: VectorSelector, _ suffix: String, _ window: String, at threshold: Double? = nil
    ) -> String {
        var matchers = histogram.matchers.map { matcher in
            matcher.name == Labels.nameLabel ? .equal(Labels.nameLabel, (histogram.name ?? "") + suffix) : matcher
        }
        if let threshold { matchers.append(bucket(threshold)) }
        return "rate(\(VectorSelector(index: 0, matchers: matchers).text)[\(window)])"
    }

    /// Whole numbers are written `1` in one text format and `1.0` in the other.
    private static func bucket(_ threshold: Double) -> Matcher {
        let text = Expression.number(threshold)
        guard threshold.rounded() == threshold, let either = try? Matcher("le", .matches, "\(text)(\\.0)?") else {
            return .equal("le", text)
        }
        return either
    }
}
