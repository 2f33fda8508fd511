import OpsCore

/// A group of a flood as one row: it stands for its alerts under the id of its first one.
struct AlarmGroupRow: Equatable, Sendable {
    var group: AlarmGroup
    /// Alerts of it that are active now.
    var active: Int
    var isCritical: Bool
}

extension DashboardState {
    /// The flood under way; nil where there is none, or where a filter asks for single alerts.
    var shownFlood: AlarmFlood? { filters[.alerts] == nil ? snapshot?.alarms.flood : nil }

    /// The rows that stand for a group, by the id of the alert that is selected with them.
    var floodRows: [String: AlarmGroupRow] {
        guard let flood = shownFlood else { return [:] }
        let members = floodMembers(flood)
        var rows: [String: AlarmGroupRow] = [:]
        for group in flood.groups {
            let alerts = members[group.name] ?? []
            guard let leader = Self.leader(of: group, alerts) else { continue }
            let active = alerts.filter(\.state.isActive)
            rows[leader.id] = AlarmGroupRow(
                group: group, active: active.count, isCritical: active.contains { $0.severity == .critical })
        }
        return rows
    }

    /// In a flood a leader stands for each group, in the order in which the groups joined; then what belongs to none.
    func grouped(_ alerts: [AlertStatus]) -> [AlertStatus] {
        guard let flood = shownFlood else { return alerts }
        let members = floodMembers(flood)
        let leaders = flood.groups.compactMap { Self.leader(of: $0, members[$0.name] ?? []) }
        let grouped = Set(members.values.flatMap { $0.map(\.id) })
        return leaders + alerts.filter { !grouped.contains($0.id) }
    }

    /// Announced alerts of each group that are not over. What is put aside stands in rows of its own.
    private func floodMembers(_ flood: AlarmFlood) -> [String: [AlertStatus]] {
        let names = Set(flood.groups.map(\.name))
        let alerts = (snapshot?.alerts ?? []).filter { alert in
            alert.state != .resolved && !alert.state.isMasked && (alert.announcedAt.map { $0 >= flood.since } ?? false)
        }
        return Dictionary(grouping: alerts) { names.contains($0.group) ? $0.group : "others" }
    }

    private static func leader(of group: AlarmGroup, _ alerts: [AlertStatus]) -> AlertStatus? {
        alerts.first { $0.id == group.firstOut.id } ?? alerts.min { ($0.rank, $0.id) < ($1.rank, $1.id) }
    }
}
