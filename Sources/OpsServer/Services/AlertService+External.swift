import Crypto
import Foundation
import OpsCore

/// Alerts that another system tells.
extension AlertService {
    /// Takes in Alertmanager's notice. Each alert is stored before this answers; one that is told again changes nothing.
    func take(_ notice: AlertmanagerNotice, by caller: Caller, requestID: String) async throws -> AlertsTaken {
        guard notice.alerts.count <= AlertmanagerNotice.limit else {
            throw Refusal(
                .validationFailed, "At most \(AlertmanagerNotice.limit) alerts in a notice: set max_alerts to that.")
        }
        try await gate.enter()
        defer { gate.leave() }
        for alert in notice.alerts {
            let status = Self.status(of: alert, at: clock.wall)
            guard alert.status == .firing || alerts[status.id] != nil else { continue }
            let note = AuditNote(
                by: caller.name, "alert.webhook", "alert/\(status.id)", outcome: alert.status.rawValue,
                requestID: requestID, details: ["name": status.name])
            try await take(
                AlertObservation(alert: status, condition: alert.status == .firing ? .holds : .gone), note: note)
        }
        return AlertsTaken(taken: notice.alerts.count)
    }

    private static func status(of alert: AlertmanagerNotice.Alert, at now: WallTime) -> AlertStatus {
        var labels: [String: String] = [:]
        for (name, value) in alert.labels.sorted(by: { $0.key < $1.key }).prefix(40) {
            labels[SafeText.clean(name, limit: 64)] = SafeText.clean(value, limit: 200)
        }
        let name = labels.removeValue(forKey: "alertname") ?? "alert"
        let severity = labels.removeValue(forKey: "severity").flatMap(AlertSeverity.init(rawValue:)) ?? .warning
        let notes = alert.annotations ?? [:]
        let summary = notes["summary"] ?? notes["description"] ?? name
        var status = AlertStatus(
            id: "external-" + (alert.fingerprint ?? fingerprint(alert.labels)), name: SafeText.clean(name, limit: 120),
            source: .external, severity: severity, state: .active, summary: SafeText.clean(summary, limit: 300),
            labels: labels, since: now)
        if let runbook = notes["runbook_url"] { status.labels["runbook_url"] = SafeText.clean(runbook, limit: 300) }
        return status
    }

    private static func fingerprint(_ labels: [String: String]) -> String {
        let text = labels.sorted { $0.key < $1.key }.map { "\($0.key)\u{0}\($0.value)\u{0}" }.joined()
        return Hexadecimal.text(SHA256.hash(data: Data(text.utf8)).prefix(8))
    }
}
