/// Writes the rules that watch objectives, as text of an ordinary rule file.
///
/// Events are recorded as rates first. Every longer window is then the sum of those: the share of bad events over it is
/// weighted by traffic, a counter's reset is seen where it happens, and a window of thirty days costs one series to read.
struct ObjectiveRules {
    /// The names of what is recorded, each with the label `slo`.
    enum Metric {
        static let objective = "slo:objective:ratio"
        static let events = "slo:events:rate"
        static let errors = "slo:errors:rate"
        static let burn = "slo:burn_rate:ratio"
        static let known = "slo:window_known:seconds"
        static let good = "slo:good:ratio"
        static let budgetLeft = "slo:budget_left:ratio"
        /// Tells windows apart in ``burn`` and ``known``.
        static let window = "window"
        static let slo = "slo"
        /// What rules recorded has no job; what came from elsewhere under these names, such as by a scrape of another
        /// server's `/federate`, has one and must not be taken for it.
        static let own = "job=\"\""
        static let all = [objective, events, errors, burn, known, good, budgetLeft]
    }

    let file: ObjectiveFile

    var text: String { "groups:" + (groups.isEmpty ? " []\n" : "\n" + groups.joined()) }

    var eventsText: String { "groups:\n" + (groups.first ?? "") }

    var budgetsText: String { "groups:\n" + groups.dropFirst().joined() }

    /// What counts events, then what reads those counts.
    private var groups: [String] {
        guard !file.objectives.isEmpty else { return [] }
        let events = file.objectives.map { ObjectiveEvents($0, window: file.rateWindow).rules }
        let windows = windows.map { burning(over: PromQLDuration.text($0.milliseconds)) }
        let alerts = file.objectives.filter(\.alerts).map(alerts)
        return [
            group("slo-events") + events.joined(),
            group("slo-budgets") + (windows + file.objectives.map(budget) + alerts).joined(),
        ]
    }

    /// Those of the burn rates, and of the objectives.
    private var windows: [Duration] { Set(BurnWindow.windows + file.objectives.map(\.window)).sorted() }

    private func group(_ name: String) -> String {
        "  - name: \(name)\n    interval: \(PromQLDuration.text(file.interval.milliseconds))\n    rules:\n"
    }

    // MARK: Recorded

    /// Without events nothing burns; without a known share of errors nothing is said.
    private func burning(over window: String) -> String {
        let own = "{\(Metric.own)}"
        let (errors, events) = ("\(Metric.errors)\(own)[\(window)]", "\(Metric.events)\(own)[\(window)]")
        let seconds = Expression.number(Double(file.interval.milliseconds) / 1_000)
        let burn =
            "(sum_over_time(\(errors)) / (sum_over_time(\(events)) > 0) or 0 * sum_over_time(\(errors)))"
            + " / on (slo) (1 - \(Metric.objective)\(own))"
        return Self.record(Metric.burn, burn, [(Metric.window, window)])
            + Self.record(Metric.known, "count_over_time(\(events)) * \(seconds)", [(Metric.window, window)])
    }

    private func budget(_ objective: Objective) -> String {
        let window = PromQLDuration.text(objective.window.milliseconds)
        let only = "{slo=\"\(objective.name)\",\(Metric.own)}"
        let (errors, events) = ("\(Metric.errors)\(only)[\(window)]", "\(Metric.events)\(only)[\(window)]")
        let burn = "\(Metric.burn){slo=\"\(objective.name)\",window=\"\(window)\",\(Metric.own)}"
        let labels = [(Metric.slo, objective.name)]
        return Self.record(
            Metric.good, "1 - sum_over_time(\(errors)) / (sum_over_time(\(events)) > 0)", labels)
            + Self.record(Metric.budgetLeft, "1 - max by (slo) (\(burn))", labels)
    }

    static func record(_ name: String, _ expression: String, _ labels: [(String, String)]) -> String {
        let fields = labels.map { "          \($0): \(quoted($1))\n" }.joined()
        return "      - record: \(name)\n        expr: \(quoted(expression))\n"
            + (fields.isEmpty ? "" : "        labels:\n" + fields)
    }

    /// A JSON text is a YAML text.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case let scalar where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
                quoted += "\\x" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
