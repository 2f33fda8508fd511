import OpsCore
import OpsMetrics

/// What `/api/v1/rules` is asked.
struct RuleQuestion: Sendable {
    enum Kind: String, Sendable { case alert, record }

    /// Rules of one kind alone.
    var kind: Kind?
    /// Rules of these names, in groups of these names, in these files; all where empty.
    var names: Set<String>
    var groups: Set<String>
    var files: Set<String>
    /// Rules whose own labels fulfil one of these.
    var selectors: [[Matcher]]
    var excludesAlerts: Bool

    /// - Throws: `bad_data`.
    init(_ form: PrometheusForm) throws(PrometheusFault) {
        names = Set(form.all("rule_name[]"))
        groups = Set(form.all("rule_group[]"))
        files = Set(form.all("file[]"))
        selectors = try Parameter.selectors(form)
        kind = try form["type"].map { (text) throws(PrometheusFault) in
            guard let kind = Kind(rawValue: text.lowercased()) else {
                throw .parameter("type", "not supported value \"\(SafeText.clean(text, limit: 80))\"")
            }
            return kind
        }
        excludesAlerts =
            try form["exclude_alerts"].map { (text) throws(PrometheusFault) in
                switch text {
                case "1", "t", "T", "true", "TRUE", "True": return true
                case "0", "f", "F", "false", "FALSE", "False": return false
                default: throw .parameter("exclude_alerts", "error converting exclude_alerts: no boolean")
                }
            } ?? false
    }
}
