import OpsMetrics

/// What the routes on scraped targets are asked.
enum TargetQuestion: Sendable {
    /// Targets; nil: of every job. Words other than Prometheus' for a state mean neither of them, as there.
    case list(active: Bool, dropped: Bool, pool: String?)
    /// The jobs' names.
    case pools
    /// What targets say of their metrics.
    case metadata(MetadataSelection)

    struct MetadataSelection: Sendable {
        /// Conditions on a target's labels.
        var matchers: [Matcher] = []
        var metric: String?
        /// Targets at most; negative for any number.
        var limit = -1
    }

    static func list(_ form: PrometheusForm) -> TargetQuestion {
        let state = form["state"]?.lowercased() ?? "any"
        return .list(
            active: ["any", "active"].contains(state), dropped: ["any", "dropped"].contains(state),
            pool: form["scrapePool"])
    }

    /// - Throws: `bad_data`.
    static func metadata(_ form: PrometheusForm) throws(PrometheusFault) -> TargetQuestion {
        var selection = MetadataSelection(metric: form["metric"])
        if let text = form["limit"] {
            guard let limit = Int(text) else { throw PrometheusFault(.badData, "limit must be a number") }
            selection.limit = limit
        }
        if let text = form["match_target"] {
            guard case .vector(let selector) = try Parameter.expression("match_target", text).node else {
                throw .parameter("match_target", "1:1: parse error: expected a selector such as {job=\"a\"}")
            }
            selection.matchers = selector.matchers
        }
        return .metadata(selection)
    }
}
