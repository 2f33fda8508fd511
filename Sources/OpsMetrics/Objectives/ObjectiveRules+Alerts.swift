/// The alerts on fast burning.
extension ObjectiveRules {
    /// Their name; the labels say which objective and which windows.
    static let alertName = "ErrorBudgetBurn"

    func alerts(_ objective: Objective) -> String {
        let pairs = BurnWindow.all.filter { $0.factor * objective.budget < 1 }
        return pairs.indices.map { alert(objective, pairs[$0], after: pairs[..<$0]) }.joined()
    }

    /// Both windows burn. A long window of which not even the length of the short one is known says nothing yet.
    /// While a more urgent pair fires, this one tells nothing new.
    private func alert(_ objective: Objective, _ pair: BurnWindow, after urgent: ArraySlice<BurnWindow>) -> String {
        let (short, long) = (PromQLDuration.text(pair.short.milliseconds), PromQLDuration.text(pair.long.milliseconds))
        let factor = Expression.number(pair.factor)
        func series(_ metric: String, _ window: String) -> String {
            "\(metric){slo=\"\(objective.name)\",window=\"\(window)\",\(Metric.own)}"
        }
        let least = Expression.number(Double(pair.short.milliseconds) / 1_000)
        let expression =
            "max by (slo) (\(series(Metric.burn, long))) > \(factor)"
            + " and on (slo) \(series(Metric.burn, short)) > \(factor)"
            + " and on (slo) \(series(Metric.known, long)) >= \(least)"
        let labels = [
            (Metric.slo, objective.name), ("severity", pair.severity.rawValue), ("long_window", long),
            ("short_window", short),
        ]
        return "      - alert: \(Self.alertName)\n        expr: \(Self.quoted(expression))\n        labels:\n"
            + labels.map { "          \($0): \(Self.quoted($1))\n" }.joined()
            + "        annotations:\n"
            + (annotations(objective, long, short, factor) + suppression(objective, urgent)).map {
                "          \($0): \(Self.quoted($1))\n"
            }.joined()
    }

    /// The annotation by which this server suppresses an alert; other servers pass it over.
    private func suppression(_ objective: Objective, _ urgent: ArraySlice<BurnWindow>) -> [(String, String)] {
        guard !urgent.isEmpty else { return [] }
        let windows = urgent.map { PromQLDuration.text($0.long.milliseconds) }.joined(separator: "|")
        let condition =
            "ALERTS{alertname=\"\(Self.alertName)\",alertstate=\"firing\",slo=\"\(objective.name)\","
            + "long_window=~\"\(windows)\",\(Metric.own)}"
        return [("suppressed_when", condition)]
    }

    private func annotations(
        _ objective: Objective, _ long: String, _ short: String, _ factor: String
    ) -> [(String, String)] {
        let value = "{{ $value | printf \"%.1f\" }}"
        let window = PromQLDuration.text(objective.window.milliseconds)
        var found = [
            ("reading", "\(value)x > \(factor)x"),
            ("summary", "\(objective.name): the error budget burns \(value) times too fast"),
            (
                "description",
                "Over the last \(long), and the last \(short) too, the error budget of \(objective.name) burned at least "
                    + "\(factor) times as fast as it lasts \(window); over \(long) it was \(value) times."
            ),
        ]
        if !objective.description.isEmpty { found.append(("objective", Self.withoutActions(objective.description))) }
        if !objective.runbook.isEmpty { found.append(("runbook", Self.withoutActions(objective.runbook))) }
        return found
    }

    /// What a person wrote is no template.
    private static func withoutActions(_ text: String) -> String { text.replacing("{{", with: "{ {") }
}
