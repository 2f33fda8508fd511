import OpsCore

/// The sections of the plain text, a pane each.
enum PlainSections {
    static func signals(_ snapshot: OpsSnapshot) -> [String] {
        let now = snapshot.metrics.current
        let metrics = snapshot.metrics
        let errorLimit = metrics.errorRatioLimit.map { "  limit \(Quantity.ratio($0))" } ?? ""
        let latencyLimit = metrics.p95LimitMs.map { "  limit \(Quantity.milliseconds($0))" } ?? ""
        let queue = snapshot.queue
        let depth = queue.limit > 0 ? "\(queue.depth) of \(queue.limit)" : "\(queue.depth)"
        return section("Signals", "over \(metrics.window)") + [
            "  request rate  \(Quantity.rate(now.requestRatePerSecond))",
            "  5xx ratio     \(Quantity.ratio(now.errorRatio))\(errorLimit)",
            "  p95           \(Quantity.milliseconds(now.p95Ms))\(latencyLimit)",
            "  queue         \(depth), \(queue.running) running",
        ]
    }

    static func incidents(_ snapshot: OpsSnapshot, width: Int) -> [String] {
        let open = snapshot.incidents.filter { $0.status != .resolved }
        let ended = snapshot.incidents.filter { $0.status == .resolved }.suffix(3)
        var lines = section("Incidents", open.isEmpty ? "none open" : "\(open.count) open")
        for incident in open {
            let age = Quantity.duration(snapshot.at.seconds(since: incident.openedAt))
            lines.append(
                "  #\(incident.id) \(Words.severity(incident.severity)) \(incident.title)  \(age)  "
                    + Words.standing(incident))
            guard let why = incident.why else { continue }
            lines += TextWrap.lines(why, width: max(16, width - 9)).enumerated().map { index, line in
                (index == 0 ? "    why  " : "         ") + line
            }
        }
        for incident in ended {
            let took = incident.resolvedAt.map { ", took \(Quantity.duration($0.seconds(since: incident.openedAt)))" }
            lines.append(
                "  #\(incident.id) \(Words.severity(incident.severity)) \(incident.title)  resolved\(took ?? "")")
        }
        return lines
    }

    static func alerts(_ snapshot: OpsSnapshot) -> [String] {
        let shown = snapshot.alerts.filter { $0.state != .resolved }.sorted { ($0.rank, $0.id) < ($1.rank, $1.id) }
        let active = shown.count { $0.state.isActive }
        let rows = shown.map { alert in
            [
                alert.title, AlarmWords.mask(alert, at: snapshot.at), alert.severity.rawValue,
                alert.reading ?? alert.summary,
                Quantity.duration(snapshot.at.seconds(since: alert.since)),
            ]
        }
        let load = AlarmWords.load(snapshot.alarms, room: 80, separator: "-").map { ", " + $0 } ?? ""
        var lines = section("Alerts", (active == 0 ? "none active" : "\(active) active") + load)
        if let flood = snapshot.alarms.flood {
            lines.append(
                "  FLOOD of \(flood.count) since \(Quantity.clock(flood.since))Z, first out \(flood.firstOut.name): "
                    + flood.groups.map { "\($0.name) \($0.count)" }.joined(separator: ", "))
        }
        return lines + table(rows)
    }

    static func breakers(_ snapshot: OpsSnapshot) -> [String] {
        let rows = snapshot.breakers.map { breaker in
            [breaker.name, Words.breaker(breaker.state), breaker.failureRatio.map { Quantity.ratio($0) } ?? ""]
        }
        let open = snapshot.breakers.count { $0.state != .closed }
        return section("Breakers", open == 0 ? "all closed" : "\(open) not closed") + table(rows)
    }

    static func valves(_ snapshot: OpsSnapshot) -> [String] {
        let rows = snapshot.valves.sorted { $0.id < $1.id }.map { valve in
            [
                valve.id, valve.name, Words.valve(valve.state), Quantity.percent(valve.positionPercent),
                Quantity.bar(valve.pressureBar), age(valve, snapshot.at), remark(valve),
            ]
        }
        let stale = snapshot.valves.count { $0.isStale(at: snapshot.at) }
        let badge = "\(snapshot.valves.count)" + (stale > 0 ? ", \(stale) stale" : "")
        return section("Valves", badge) + table(rows, right: [3, 4])
    }

    private static func age(_ valve: ValveStatus, _ now: WallTime) -> String {
        guard let milliseconds = valve.ageMilliseconds(at: now) else { return "never heard" }
        let age = Quantity.duration(Double(milliseconds) / 1000)
        return valve.isStale(at: now) ? age + " STALE" : age
    }

    private static func remark(_ valve: ValveStatus) -> String {
        var remarks = valve.findings + valve.interlocks
        if valve.quality != .good { remarks.append(valve.quality.rawValue) }
        if valve.mode == .local { remarks.append("local") }
        if !valve.configured { remarks.append("discovered") }
        return remarks.joined(separator: " ")
    }

    static func tenants(_ snapshot: OpsSnapshot) -> [String] {
        let rows = snapshot.tenants.sorted { $0.name < $1.name }.map { tenant in
            [
                tenant.name, Quantity.rate(tenant.requestRatePerSecond), Quantity.ratio(tenant.errorRatio),
                Quantity.count(tenant.keyCount, "key"), tenant.state == .active ? "" : tenant.state.rawValue,
            ]
        }
        return section("Tenants", "\(snapshot.tenants.count)") + table(rows, right: [1, 2])
    }

    /// The newest steps, the first and the last with their times, so that the end is never cut off.
    private static func steps(of command: CommandStatus) -> [String] {
        let shown = Array(command.steps.suffix(8))
        return shown.enumerated().map { place, step in
            let isEnd = place == 0 || place == shown.count - 1
            return Words.command(step.state) + (isEnd ? " " + Quantity.clock(step.at) : "")
        }
    }

    static func commands(_ snapshot: OpsSnapshot) -> [String] {
        guard !snapshot.commands.isEmpty else { return [] }
        let lines = snapshot.commands.suffix(5).map { command in
            let steps = steps(of: command)
            let cause = command.cause.map { " (\($0.rawValue))" } ?? ""
            let action = Words.action(command.action, position: command.position)
            return "  \(command.valveId) \(action) by \(command.actor)  " + steps.joined(separator: " > ") + cause
        }
        return section("Commands", "last \(lines.count)") + lines
    }

    // MARK: Form

    private static func section(_ title: String, _ badge: String) -> [String] { ["", "\(title)  (\(badge))"] }

    /// Rows with columns under each other, two cells apart; the named ones to the right.
    static func table(_ rows: [[String]], right: Set<Int> = []) -> [String] {
        guard let count = rows.map(\.count).max() else { return [] }
        let cells = rows.map { $0.map { SafeText.clean($0, limit: 60) } }
        let widths = (0..<count).map { column in cells.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return cells.map { row in
            let parts = row.enumerated().map { column, text in
                let padding = String(repeating: " ", count: widths[column] - text.count)
                return right.contains(column) ? padding + text : text + padding
            }
            return "  " + parts.joined(separator: "  ")
        }
    }
}
