import Crypto
import Foundation
import OpsCore
import OpsMetrics

/// From an alert of a rule to what the alerts are told.
enum RuleObservation {
    /// The annotation that says a value against its limit in few words, for the screen.
    static let readingAnnotation = "reading"
    /// The annotation with a PromQL expression during whose having a value the alert is suppressed by design.
    static let suppressedWhenAnnotation = "suppressed_when"
    /// The labels that say how an alert lives: `latch: "true"`, and `source: plant` for what belongs to the pipeline.
    static let latchLabel = "latch"
    static let sourceLabel = "source"

    /// Nil for one that is over.
    ///
    /// - Parameters:
    ///   - expression: The rule's, as the screen shows it.
    ///   - hasNamesake: Whether another rule makes alerts of that name: then the severity tells theirs apart.
    static func make(
        _ alert: AlertInstance, expression: String?, hasNamesake: Bool = false
    ) -> AlertObservation? {
        guard alert.state != .inactive else { return nil }
        var labels: [String: String] = [:]
        for label in alert.labels.pairs where label.name != "alertname" && label.name != "__name__" {
            labels[label.name] = SafeText.clean(label.value, limit: 200)
        }
        let severity = labels["severity"].flatMap(severity) ?? .warning
        labels["severity"] = nil
        let latches = labels.removeValue(forKey: latchLabel) == "true"
        let isOfPlant = labels[sourceLabel] == AlertSource.plant.rawValue
        if isOfPlant { labels[sourceLabel] = nil }
        let summary = alert.annotations["summary"] ?? alert.name
        var status = AlertStatus(
            id: id(alert, withSeverity: hasNamesake),
            name: SafeText.clean(alert.name, limit: 120),
            source: isOfPlant ? .plant : .rule,
            severity: severity, state: .pending, summary: SafeText.clean(summary, limit: 300), labels: labels,
            since: WallTime(milliseconds: alert.activeAtMilliseconds))
        status.latch = latches ? true : nil
        status.expression = expression
        status.value = alert.value.isFinite ? alert.value : nil
        status.reading = alert.annotations[readingAnnotation].map { SafeText.clean($0, limit: 60) }
        if let runbook = alert.annotations["runbook_url"] ?? alert.annotations["runbook"] {
            status.labels["runbook_url"] = SafeText.clean(runbook, limit: 300)
        }
        return AlertObservation(alert: status, condition: alert.state == .firing ? .holds : .pending)
    }

    /// Our own words, and those of many rule files for whether somebody is woken.
    private static func severity(_ word: String) -> AlertSeverity? {
        switch word {
        case "page": .critical
        case "ticket": .warning
        default: AlertSeverity(rawValue: word)
        }
    }

    /// The name, and for one with labels a short digest of them, uncut: the same alert has the same id after a restart.
    /// Of 10,000 alerts two have the same one once in five million times.
    private static func id(_ alert: AlertInstance, withSeverity: Bool) -> String {
        let labels = alert.labels.pairs.filter { label in
            switch label.name {
            case "alertname", "__name__", latchLabel: false
            case "severity": withSeverity
            case sourceLabel: label.value != AlertSource.plant.rawValue
            default: true
            }
        }
        guard !labels.isEmpty else { return alert.name }
        let text = labels.sorted { $0.name < $1.name }.map { "\($0.name)\u{0}\($0.value)\u{0}" }.joined()
        return alert.name + "-" + Hexadecimal.text(SHA256.hash(data: Data(text.utf8)).prefix(6))
    }
}
