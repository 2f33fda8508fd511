import OpsCore

/// An incident's page: why, its alerts with expression and value, whom it hits, and what happened when.
enum TriagePage {
    /// The newest entries of a timeline that are shown.
    private static let timelineLimit = 200

    static func make(_ incident: IncidentStatus, _ state: DashboardState, width: Int) -> Page {
        var lines = head(incident, state, width: width)
        lines += alerts(incident, state, width: width)
        lines += affected(incident, state, width: width)
        lines += timeline(incident, width: width)
        return Page(title: "#\(incident.id) \(Words.severity(incident.severity)) \(incident.title)", lines: lines)
    }

    private static func head(_ incident: IncidentStatus, _ state: DashboardState, width: Int) -> [Pieces] {
        let age = Quantity.calmDuration(state.serverNow.seconds(since: incident.openedAt))
        let unowned = incident.status == .open && incident.owner == nil
        var lines: [Pieces] = [
            [
                ("open since ", .label), (Quantity.clock(incident.openedAt) + "Z", .plain), (", \(age)   ", .label),
                (Words.standing(incident), unowned ? Style(.attention, bold: true) : .plain),
            ]
        ]
        if !state.isStreamFresh {
            lines.append([("the server's stream is silent: this page may be old", .attention)])
        }
        lines += section("why", width: width)
        let why = TextWrap.lines(incident.why ?? "no cause found so far", width: width)
        lines += why.map { [($0, incident.why == nil ? .label : .strong)] }
        if let runbook = incident.runbook { lines.append([("runbook ", .label), (runbook, .plain)]) }
        return lines
    }

    private static func alerts(_ incident: IncidentStatus, _ state: DashboardState, width: Int) -> [Pieces] {
        var lines = section("alerts", width: width)
        for id in incident.alertIds.prefix(20) {
            guard let alert = state.alert(id) else {
                lines.append([("\(id): no longer in view", .label)])
                continue
            }
            let active = alert.state.isActive
            let tone: Style = !active ? .label : alert.severity == .critical ? .alarm : .attention
            lines.append([
                (alert.name, .strong), ("  ", .plain), (Words.alert(alert.state), tone), ("  ", .plain),
                (alert.reading ?? (alert.value.map { Quantity.short($0) } ?? ""), tone),
                ("  since \(Quantity.clock(alert.since))Z", .label),
            ])
            if let expression = alert.expression {
                lines += TextWrap.lines(expression, width: max(8, width - 2)).map { [("  \($0)", .label)] }
            }
            if let by = alert.acknowledgedBy { lines.append([("  acknowledged by \(by)", .label)]) }
        }
        if incident.alertIds.isEmpty { lines.append([("none", .label)]) }
        return lines
    }

    private static func affected(_ incident: IncidentStatus, _ state: DashboardState, width: Int) -> [Pieces] {
        let valves = incident.valves.map { id -> String in
            guard let valve = state.valve(id) else { return id }
            let age = valve.isStale ? ", stale" : ""
            return "\(id) (\(Words.valve(valve.status.state)) \(Quantity.percent(valve.status.positionPercent))\(age))"
        }
        func join(_ names: [String]) -> String {
            names.isEmpty ? "none known" : names.prefix(24).joined(separator: ", ")
        }
        let facts = [("routes", join(incident.routes)), ("tenants", join(incident.tenants)), ("valves", join(valves))]
        return section("affected", width: width) + DetailsPage.lines(facts, width: width)
    }

    private static func timeline(_ incident: IncidentStatus, width: Int) -> [Pieces] {
        var lines = section("timeline, newest first", width: width)
        for entry in incident.timeline.suffix(timelineLimit).reversed() {
            let kind = String(entry.kind.prefix(8))
            let padding = String(repeating: " ", count: max(1, 9 - kind.count))
            let actor = entry.actor.map { "\($0): " } ?? ""
            let wrapped = TextWrap.lines(actor + entry.text, width: max(8, width - 19))
            for (index, text) in wrapped.enumerated() {
                let lead =
                    index == 0 ? "\(Quantity.clock(entry.at))  \(kind)\(padding)" : String(repeating: " ", count: 19)
                lines.append([(lead, .label), (text, .plain)])
            }
        }
        if incident.timeline.isEmpty { lines.append([("nothing yet", .label)]) }
        return lines
    }

    private static func section(_ title: String, width: Int) -> [Pieces] { [[], [(title, .label)]] }
}
