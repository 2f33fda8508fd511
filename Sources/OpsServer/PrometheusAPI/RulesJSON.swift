import OpsCore
import OpsMetrics

/// Rules and alerts as Prometheus' API writes them.
struct RulesJSON {
    let question: RuleQuestion

    /// `data` of `/api/v1/rules`. A group of which nothing was asked for is left out.
    func data(_ groups: [RuleGroupReading]) -> [UInt8] {
        var writer = JSONWriter()
        writer.raw(#"{"groups":"#)
        let shown = groups.filter(isAsked).map { group in
            (group, group.group.rules.indices.filter { isAsked(group.group.rules[$0]) })
        }
        let isFiltered = question.kind != nil || !question.names.isEmpty || !question.selectors.isEmpty
        writer.list(shown.filter { !isFiltered || !$0.1.isEmpty }) { write($1.0, $1.1, &$0) }
        writer.raw("}")
        return writer.bytes
    }

    /// `data` of `/api/v1/alerts`.
    static func alerts(_ groups: [RuleGroupReading]) -> [UInt8] {
        var writer = JSONWriter()
        writer.raw(#"{"alerts":"#)
        writer.list(groups.flatMap(\.alerts).joined()) { write($1, &$0) }
        writer.raw("}")
        return writer.bytes
    }

    private func isAsked(_ group: RuleGroupReading) -> Bool {
        (question.groups.isEmpty || question.groups.contains(group.group.name))
            && (question.files.isEmpty || question.files.contains(group.file))
    }

    private func isAsked(_ rule: Rule) -> Bool {
        if let kind = question.kind, (kind == .alert) != (rule.kind == .alert) { return false }
        guard question.names.isEmpty || question.names.contains(rule.name) else { return false }
        guard !question.selectors.isEmpty else { return true }
        let labels = Labels(rule.labels.map { ($0.name, $0.template.source) })
        return question.selectors.contains { $0.allSatisfy { $0.matches(labels) } }
    }

    private func write(_ reading: RuleGroupReading, _ rules: [Int], _ writer: inout JSONWriter) {
        writer.raw("{")
        writer.name("name", first: true)
        writer.text(reading.group.name)
        writer.name("file")
        writer.text(reading.file)
        writer.name("rules")
        writer.list(rules) { write($1, of: reading, &$0) }
        writer.name("interval")
        writer.raw(GoNumber.text(Self.seconds(reading.group.interval)))
        writer.name("limit")
        writer.raw("\(reading.group.limit)")
        Self.write(reading.evaluation, seconds: reading.evaluation?.seconds ?? 0, &writer)
        writer.raw("}")
    }

    private func write(_ place: Int, of reading: RuleGroupReading, _ writer: inout JSONWriter) {
        let rule = reading.group.rules[place]
        writer.raw("{")
        if rule.kind == .alert {
            writeAlerting(rule, reading.alerts[place], &writer)
        } else {
            writer.name("name", first: true)
            writer.text(rule.name)
            writer.name("query")
            writer.text(rule.text)
            Self.writeLabels(rule, &writer)
        }
        let failure = reading.evaluation?.failures[place]
        writer.name("health")
        let isUnknown = reading.evaluation?.waiting.contains(place) ?? true
        writer.text(failure != nil ? "err" : isUnknown ? "unknown" : "ok")
        if let failure {
            writer.name("lastError")
            writer.text(failure)
        }
        // Single rules are not timed.
        Self.write(reading.evaluation, seconds: 0, &writer)
        writer.name("type")
        writer.text(rule.kind == .alert ? "alerting" : "recording")
        writer.raw("}")
    }

    private func writeAlerting(_ rule: Rule, _ alerts: [AlertInstance], _ writer: inout JSONWriter) {
        let state =
            alerts.contains { $0.state == .firing } ? "firing" : alerts.isEmpty ? "inactive" : "pending"
        writer.name("state", first: true)
        writer.text(state)
        writer.name("name")
        writer.text(rule.name)
        writer.name("query")
        writer.text(rule.text)
        writer.name("duration")
        writer.raw(GoNumber.text(Self.seconds(rule.hold)))
        writer.name("keepFiringFor")
        writer.raw(GoNumber.text(Self.seconds(rule.keepFiring)))
        Self.writeLabels(rule, &writer)
        writer.name("annotations")
        writer.texts(rule.annotations.map { ($0.name, $0.template.source) })
        guard !question.excludesAlerts else { return }
        writer.name("alerts")
        writer.list(alerts) { Self.write($1, &$0) }
    }

    private static func writeLabels(_ rule: Rule, _ writer: inout JSONWriter) {
        writer.name("labels")
        writer.texts(rule.labels.map { ($0.name, $0.template.source) })
    }

    private static func write(_ evaluation: RuleGroupEvaluation?, seconds: Double, _ writer: inout JSONWriter) {
        writer.name("evaluationTime")
        writer.raw(GoNumber.text(seconds))
        writer.name("lastEvaluation")
        let time = evaluation.map { ISO8601.text(of: WallTime(milliseconds: $0.milliseconds)) }
        writer.text(time ?? "0001-01-01T00:00:00Z")
    }

    private static func write(_ alert: AlertInstance, _ writer: inout JSONWriter) {
        writer.raw(#"{"labels":"#)
        QueryJSON.labels(alert.labels, &writer)
        writer.name("annotations")
        writer.texts(alert.annotations.sorted { $0.key < $1.key })
        writer.name("state")
        writer.text(alert.state.rawValue)
        writer.name("activeAt")
        writer.text(ISO8601.text(of: WallTime(milliseconds: alert.activeAtMilliseconds)))
        if let kept = alert.keptSinceMilliseconds {
            writer.name("keepFiringSince")
            writer.text(ISO8601.text(of: WallTime(milliseconds: kept)))
        }
        writer.name("value")
        writer.text(GoNumber.exponential(alert.value))
        writer.raw("}")
    }

    private static func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }
}
