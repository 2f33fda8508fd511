import Foundation
import OpsClient
import OpsCore

/// Alerts as plain text.
enum AlertTable {
    /// The alert that `name` means: an id, or the name of one alert that is not resolved.
    static func find(_ name: String, _ client: OpsClient) async throws -> AlertStatus {
        let alerts = try await client.alerts()
        if let alert = alerts.first(where: { $0.id == name }) { return alert }
        let open = alerts.filter { $0.name == name && $0.state != .resolved }
        if open.count == 1, let alert = open.first { return alert }
        let shown = SafeText.clean(name, limit: 80)
        guard !open.isEmpty else {
            throw CommandFailure(
                .failed, "RESOURCE_NOT_FOUND: no alert has the id or the name \(shown); try `opstui alert list`")
        }
        let ids = open.prefix(5).map(\.id).joined(separator: ", ")
        throw CommandFailure(.failed, "\(open.count) alerts are called \(shown): name one by its id, such as \(ids)")
    }

    /// A line an alert, under a line of headings: worst first.
    static func text(_ alerts: [AlertStatus], at now: WallTime) -> String {
        let sorted = alerts.sorted { (rank($0), $0.since, $0.id) < (rank($1), $1.since, $1.id) }
        return KeyTable.table(
            ["ID", "STATE", "SEVERITY", "SOURCE", "SINCE", "IN HAND", "READING"],
            sorted.map { alert in
                [
                    alert.id, state(alert, now) + (alert.firstOut ?? false ? " first-out" : ""),
                    alert.severity.rawValue, alert.source.rawValue,
                    KeyTable.age(now.seconds(since: alert.since)), alert.acknowledgedBy ?? "-",
                    alert.reading ?? alert.summary,
                ]
            })
    }

    /// The rate against its aim, what is put aside, and a flood.
    static func text(_ load: AlarmLoad) -> String {
        var line = "\(load.inTenMinutes) alarms in 10 min, aim \(load.aimInTenMinutes)"
        for (count, word) in [
            (load.shelved, "shelved"), (load.suppressed, "suppressed"), (load.outOfService, "out of service"),
        ] where count > 0 { line += ", \(count) \(word)" }
        guard let flood = load.flood else { return line + "\n" }
        let groups = flood.groups.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
        return line + "\n"
            + SafeText.clean("FLOOD of \(flood.count), first out \(flood.firstOut.id): \(groups)", limit: 1_000) + "\n"
    }

    /// A fact a line.
    static func details(_ alert: AlertStatus) -> String {
        let now = SystemClock().wall
        var facts = [
            ("id", alert.id), ("state", state(alert, now) + (alert.latch ?? false ? ", latches" : "")),
            ("severity", alert.severity.rawValue), ("source", alert.source.rawValue), ("summary", alert.summary),
            ("reading", alert.reading ?? "-"), ("expression", alert.expression ?? "-"), ("group", alert.group),
            ("labels", alert.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")),
            ("since", time(alert.since)), ("acknowledged by", alert.acknowledgedBy ?? "nobody"),
            ("incident", alert.incidentId.map(String.init) ?? "none"),
        ]
        for mask in alert.masks ?? [] {
            let until = mask.until.map { " until \(time($0))" } ?? ""
            facts.append((mask.kind.rawValue, "by \(mask.by)\(until)" + (mask.reason.map { ": \($0)" } ?? "")))
        }
        if let standing = alert.standing { facts.append(("beneath", standing.rawValue)) }
        return facts.map { name, value in
            name + String(repeating: " ", count: max(1, 17 - name.count)) + SafeText.clean(value, limit: 1_000) + "\n"
        }.joined()
    }

    /// What became of an alert.
    static func show(_ alert: AlertStatus) {
        Output.write(SafeText.clean("\(alert.id)  \(state(alert, SystemClock().wall))", limit: 300) + "\n")
    }

    /// `active`, or `shelved 42m by op1`.
    private static func state(_ alert: AlertStatus, _ now: WallTime) -> String {
        guard let mask = alert.masks?.first, mask.kind.state == alert.state else { return alert.state.rawValue }
        let left = mask.until.map { " \(KeyTable.age($0.seconds(since: now)))" } ?? ""
        return "\(alert.state.rawValue)\(left) by \(mask.by)"
    }

    private static func rank(_ alert: AlertStatus) -> Int {
        let states: [AlertState] = [
            .active, .acknowledged, .cleared, .latched, .shelved, .suppressed, .outOfService, .pending, .resolved,
        ]
        let severity = alert.severity == .critical ? 0 : alert.severity == .warning ? 1 : 2
        return (states.firstIndex(of: alert.state) ?? states.count) * 3 + severity
    }

    private static func time(_ time: WallTime) -> String {
        Date(timeIntervalSince1970: Double(time.milliseconds) / 1000).formatted(.iso8601)
    }
}
