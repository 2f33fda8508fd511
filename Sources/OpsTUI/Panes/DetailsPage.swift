import OpsCore

/// All facts of one row.
enum DetailsPage {
    static func make(_ pane: PaneID, _ id: String, _ state: DashboardState, width: Int) -> Page {
        let facts: [(String, String)]
        switch pane {
        case .valves: facts = state.valve(id).map { valve($0, state) } ?? []
        case .alerts: facts = state.alert(id).map { alert($0, state) } ?? []
        case .breakers:
            facts = state.visibleBreakers.first { $0.name == id }.map { breaker($0, state) } ?? []
        case .tenants: facts = state.snapshot?.tenants.first { $0.name == id }.map(tenant) ?? []
        default: facts = []
        }
        guard !facts.isEmpty else { return Page(title: id, lines: [[("gone", .attention)]]) }
        return Page(title: "\(pane.title): \(id)", lines: lines(facts, width: width))
    }

    /// One fact a line, its name before it; long values go on below.
    static func lines(_ facts: [(String, String)], width: Int) -> [Pieces] {
        let column = (facts.map(\.0.count).max() ?? 0) + 2
        return facts.flatMap { name, value in
            TextWrap.lines(value, width: max(8, width - column)).enumerated().map { index, line -> Pieces in
                let label = index == 0 ? name : ""
                return [(label + String(repeating: " ", count: column - label.count), .label), (line, .plain)]
            }
        }
    }

    private static func valve(_ view: ValveView, _ state: DashboardState) -> [(String, String)] {
        let status = view.status
        let age = view.ageSeconds.map { view.isStale ? "\(Quantity.duration($0)), STALE" : Quantity.valveAge($0) }
        return [
            ("name", status.name), ("segment", status.segment ?? "-"), ("state", Words.valve(status.state)),
            ("position", Quantity.percent(status.positionPercent)), ("target", Quantity.percent(status.target)),
            ("quality", status.quality.rawValue), ("mode", status.mode.rawValue),
            ("interlocks", status.interlocks.isEmpty ? "none" : status.interlocks.joined(separator: ", ")),
            ("findings", status.findings.isEmpty ? "none" : status.findings.joined(separator: ", ")),
            ("pressure", Quantity.bar(status.pressureBar)),
            ("flow", status.flowLps.map { Quantity.short($0) + " L/s" } ?? "-"),
            ("safe position", Quantity.percent(status.safePosition)),
            ("device", status.online.map { $0 ? "online" : "OFFLINE" } ?? "never spoke"),
            ("age", age ?? "never heard"), ("revision", status.rev.map(String.init) ?? "-"),
            ("boot", status.bootId ?? "-"), ("command", status.commandId ?? "none in flight"),
            ("selected", status.hold.map { selection($0, state) } ?? "by nobody"),
            (
                "configured",
                status.configured ? status.critical ? "yes, critical" : "yes" : "no: shown, never commanded"
            ),
        ]
    }

    private static func selection(_ hold: ValveHold, _ state: DashboardState) -> String {
        let left = Quantity.duration(max(0, hold.until.seconds(since: state.serverNow)))
        let why = hold.reason.map { ", because \($0)" } ?? ""
        let who = hold.needsSecondPerson ? ", waits for a second person" : ""
        return "by \(hold.holder) for \(Words.action(hold.action, position: hold.position)), \(left) left\(why)\(who)"
    }

    private static func alert(_ alert: AlertStatus, _ state: DashboardState) -> [(String, String)] {
        let labels = alert.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return [
            ("state", Words.alert(alert.state) + (alert.latch ?? false ? ", latches" : "")),
            ("severity", alert.severity.rawValue),
            ("source", alert.source.rawValue), ("summary", alert.summary),
            ("expression", alert.expression ?? "-"), ("reading", alert.reading ?? "-"),
            ("value", Quantity.short(alert.value)), ("labels", labels.isEmpty ? "none" : labels.joined(separator: " ")),
            ("since", since(alert.since, state)), ("acknowledged by", alert.acknowledgedBy ?? "nobody"),
            ("put aside", masks(alert)), ("group", group(alert, state)),
            ("incident", alert.incidentId.map { "#\($0)" } ?? "none"),
        ]
    }

    private static func masks(_ alert: AlertStatus) -> String {
        let masks = (alert.masks ?? []).map { mask in
            let until = mask.until.map { " until \(Quantity.clock($0))Z" } ?? ""
            let once = mask.oneShot ? " or until its condition has gone" : ""
            return "\(Words.alert(mask.kind.state))\(until)\(once) by \(mask.by)"
                + (mask.reason.map { ": \($0)" } ?? "")
        }
        let beneath = alert.standing.map { "; beneath it is \(Words.alert($0))" } ?? ""
        return masks.isEmpty ? "no" : masks.joined(separator: "; ") + beneath
    }

    private static func group(_ alert: AlertStatus, _ state: DashboardState) -> String {
        let first = alert.firstOut ?? false ? ", the first of it in the flood" : ""
        let count = state.snapshot?.alarms.flood?.groups.first { $0.name == alert.group }?.count
        return alert.group + first + (count.map { ", \(Quantity.count($0, "alarm")) in the flood" } ?? "")
    }

    private static func breaker(_ breaker: BreakerStatus, _ state: DashboardState) -> [(String, String)] {
        [
            ("state", Words.breaker(breaker.state)),
            ("failures", breaker.failureRatio.map { Quantity.ratio($0) } ?? "no calls"),
            ("since", breaker.since.map { since($0, state) } ?? "-"),
            ("next probe", breaker.retryAt.map { Quantity.clock($0) + "Z" } ?? "-"),
        ]
    }

    private static func tenant(_ tenant: TenantStatus) -> [(String, String)] {
        [
            ("keys", "\(tenant.keyCount), \(tenant.state.rawValue)"),
            ("requests", Quantity.rate(tenant.requestRatePerSecond)), ("5xx", Quantity.ratio(tenant.errorRatio)),
        ]
    }

    private static func since(_ time: WallTime, _ state: DashboardState) -> String {
        "\(Quantity.clock(time))Z, \(Quantity.calmDuration(state.serverNow.seconds(since: time))) ago"
    }
}
